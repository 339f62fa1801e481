using System.Text.Json;

namespace HmsSync.Changes;

/// <summary>Whether one JSON object says something of every field that another names.</summary>
internal static class JsonCover
{
    /// <summary>
    /// True when each field of the older object, nested ones too, stands in the newer, whatever its value: nothing is lost
    /// when the newer alone goes. A value that takes the place of a whole object covers it.
    /// </summary>
    public static bool Covers(ReadOnlySpan<byte> newer, ReadOnlySpan<byte> older)
    {
        var fields = new JsonFields(older);
        while (fields.Next())
        {
            var said = Value(newer, fields.Name);
            var covered = !said.IsEmpty
                && (!IsObject(said) || (IsObject(fields.Value) && Covers(said, fields.Value)));
            if (!covered)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The fields of the object that none of the others names at its top; empty when there are none.</summary>
    public static byte[] Rest(ReadOnlySpan<byte> json, IReadOnlySet<string> named)
    {
        var rest = new System.Buffers.ArrayBufferWriter<byte>(json.Length);
        var count = 0;
        using (var writer = new Utf8JsonWriter(rest))
        {
            writer.WriteStartObject();
            var fields = new JsonFields(json);
            while (fields.Next())
            {
                if (!named.Contains(fields.Name))
                {
                    writer.WritePropertyName(fields.Name);
                    writer.WriteRawValue(fields.Value, skipInputValidation: true);
                    count++;
                }
            }

            writer.WriteEndObject();
        }

        return count == 0 ? [] : rest.WrittenSpan.ToArray();
    }

    private static bool IsObject(ReadOnlySpan<byte> value) => value[0] == (byte)'{';

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> json, string name)
    {
        var fields = new JsonFields(json);
        while (fields.Next())
        {
            if (fields.Name == name)
            {
                return fields.Value;
            }
        }

        return default;
    }
}
