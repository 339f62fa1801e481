using System.Text;
using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Routing;

/// <summary>A value written in a condition.</summary>
/// <param name="type">String, Number, True, False or Null.</param>
/// <param name="text">The text, or the number as written.</param>
internal sealed class Operand(JsonTokenType type, string text)
{
    private readonly byte[] _utf8 = Encoding.UTF8.GetBytes(text);

    public bool IsSame(ref readonly Utf8JsonReader value)
        => value.TokenType == type && type switch
        {
            JsonTokenType.String => value.ValueTextEquals(_utf8),
            JsonTokenType.Number => JsonNumber.Compare(value.ValueSpan, _utf8) == 0,
            _ => true,
        };

    /// <summary>Below, at or above 0 as the value stands before, at or after this; null: they have no order.</summary>
    public int? Compare(ref readonly Utf8JsonReader value)
    {
        if (value.TokenType != type)
        {
            return null;
        }

        if (type == JsonTokenType.Number)
        {
            return JsonNumber.Compare(value.ValueSpan, _utf8);
        }

        // UTF-8 bytes stand in the order of their code points.
        using var its = new JsonText(in value);
        return its.Utf8.SequenceCompareTo(_utf8);
    }
}
