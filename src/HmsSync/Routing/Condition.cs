using System.Text.Json;

namespace HmsSync.Routing;

/// <summary>
/// A <c>where</c>, compiled: all of its parts must hold. Pure. Reads the payload once, stops at the first part that
/// fails, and allocates nothing but for texts with escapes.
/// </summary>
/// <remarks>
/// Absent: matches only <c>exists: false</c>. Null is a value: it equals null, <c>exists: true</c> and <c>ne</c> of
/// anything else hold for it, and it has no order. Numbers compare by value with all their digits, texts by code
/// points; values of different types are not equal and have no order.
/// </remarks>
internal sealed class Condition
{
    /// <summary>Invariant 11: parts of one condition; each is a bit.</summary>
    public const int MaxParts = 64;

    /// <summary>No <c>where</c>: always holds.</summary>
    public static readonly Condition Always = new(new ConditionField(""), 0);

    private readonly ConditionField _root;
    private readonly ulong _required;

    /// <param name="root">Stands for the whole object.</param>
    /// <param name="required">The parts that hold only for a field that is there.</param>
    internal Condition(ConditionField root, ulong required)
    {
        _root = root;
        _required = required;
    }

    public bool IsAlways => ReferenceEquals(this, Always);

    /// <summary>
    /// Judges a JSON object in UTF-8, hub names and values; nothing at all counts as an object without fields. Throws
    /// <see cref="JsonException"/> on what is not JSON: the journal holds none.
    /// </summary>
    public bool Holds(ReadOnlySpan<byte> fields)
    {
        if (IsAlways)
        {
            return true;
        }

        if (fields.IsEmpty)
        {
            return _required == 0;
        }

        var reader = new Utf8JsonReader(fields);
        reader.Read();
        ulong met = 0;
        return (reader.TokenType != JsonTokenType.StartObject || Scan(ref reader, _root, ref met))
            && (met & _required) == _required;
    }

    private static bool Scan(ref Utf8JsonReader reader, ConditionField parent, ref ulong met)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = parent.Find(ref reader);
            reader.Read();
            if (field is not null && !field.Judge(ref reader, ref met))
            {
                return false;
            }

            if (field is not { HasFields: true } || reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
            }
            else if (!Scan(ref reader, field, ref met))
            {
                return false;
            }
        }

        return true;
    }
}
