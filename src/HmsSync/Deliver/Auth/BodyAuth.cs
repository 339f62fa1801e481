using System.Buffers;
using System.Text;
using System.Text.Json;
using HmsSync.Configuration;

namespace HmsSync.Deliver.Auth;

/// <summary>
/// <c>auth: { body_field: … }</c>: the secret as the last field of the body. A mapped field of that name gives way, so that
/// no record can speak with a secret of its own.
/// </summary>
internal sealed class BodyAuth
{
    private readonly byte[] _name;
    private readonly byte[] _field;

    private BodyAuth(byte[] name, byte[] field)
    {
        _name = name;
        _field = field;
    }

    /// <summary>Null when the plan puts nothing into the body.</summary>
    /// <exception cref="InvalidOperationException">The field has no name, or the secret is empty.</exception>
    public static BodyAuth? For(AuthPlan plan)
    {
        if (plan.Kind != AuthKind.BodyField)
        {
            return null;
        }

        if (plan.Name.Length == 0)
        {
            throw new InvalidOperationException("auth: body_field needs the name of a field");
        }

        var field = $"\"{JsonEncodedText.Encode(plan.Name)}\":\"{JsonEncodedText.Encode(AuthSecret.Of(plan))}\"";
        return new BodyAuth(Encoding.UTF8.GetBytes(plan.Name), Encoding.UTF8.GetBytes(field));
    }

    /// <summary>Writes the body that goes out.</summary>
    /// <param name="mapped">A JSON object in UTF-8.</param>
    /// <param name="output">Receives the same object with the secret.</param>
    /// <exception cref="ArgumentException">It is no JSON object. The text holds nothing of it.</exception>
    public void Render(ReadOnlySpan<byte> mapped, IBufferWriter<byte> output)
    {
        try
        {
            Copy(mapped, output);
        }
        catch (JsonException)
        {
            throw NoObject();
        }
    }

    private void Copy(ReadOnlySpan<byte> mapped, IBufferWriter<byte> output)
    {
        var reader = new Utf8JsonReader(mapped);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw NoObject();
        }

        output.Write("{"u8);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var from = (int)reader.TokenStartIndex;
            var ours = reader.ValueTextEquals(_name);
            reader.Read();
            reader.Skip();
            if (!ours)
            {
                output.Write(mapped[from..(int)reader.BytesConsumed]);
                output.Write(","u8);
            }
        }

        reader.Read(); // nothing may follow the object
        output.Write(_field);
        output.Write("}"u8);
    }

    private static ArgumentException NoObject() => new("The mapped body is not a JSON object.");
}
