using System.Buffers;

namespace HmsSync.Changes;

/// <summary>Lays one flat JSON object over another: fields of the upper replace those of the lower, byte for byte.</summary>
internal static class JsonOverlay
{
    public static void Write(ReadOnlySpan<byte> lower, ReadOnlySpan<byte> upper, IBufferWriter<byte> output)
    {
        var written = new Members(output);
        var below = new JsonFields(lower);
        while (below.Next())
        {
            if (!below.IsIn(upper))
            {
                written.Copy(below);
            }
        }

        var above = new JsonFields(upper);
        while (above.Next())
        {
            written.Copy(above);
        }

        written.End();
    }

    /// <summary>The object's fields that are taken.</summary>
    public static byte[] Pick(ReadOnlySpan<byte> json, Func<string, bool> take)
    {
        var picked = new ArrayBufferWriter<byte>(json.Length + 2);
        var written = new Members(picked);
        var fields = new JsonFields(json);
        while (fields.Next())
        {
            if (take(fields.Name))
            {
                written.Copy(fields);
            }
        }

        written.End();
        return picked.WrittenSpan.ToArray();
    }

    /// <summary>The object's field names.</summary>
    public static HashSet<string> Names(ReadOnlySpan<byte> json)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        var fields = new JsonFields(json);
        while (fields.Next())
        {
            names.Add(fields.Name);
        }

        return names;
    }

    /// <summary>An object that is made of others' members.</summary>
    private ref struct Members
    {
        private readonly IBufferWriter<byte> _output;
        private bool _hasAny;

        public Members(IBufferWriter<byte> output)
        {
            _output = output;
            _output.Write("{"u8);
        }

        public void Copy(in JsonFields field)
        {
            _output.Write(_hasAny ? ",\""u8 : "\""u8);
            _output.Write(field.NameBytes);
            _output.Write("\":"u8);
            _output.Write(field.Value);
            _hasAny = true;
        }

        public readonly void End() => _output.Write("}"u8);
    }
}
