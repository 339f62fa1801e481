namespace HmsSync.Hubs.Postgres.Values;

/// <summary>Takes the white space out of JSON that is known to be well formed: a record is one line everywhere.</summary>
internal static class JsonCompact
{
    /// <summary>Invariant 11: deepest nesting; what is deeper stays a text, for a reader would refuse the whole record.</summary>
    public const int MaxDepth = 48;

    /// <param name="json">Well formed.</param>
    /// <param name="output">At least as long.</param>
    /// <returns>Length of what was written; null: too deep.</returns>
    public static int? Write(ReadOnlySpan<byte> json, Span<byte> output)
    {
        var (length, depth, inString) = (0, 0, false);
        for (var i = 0; i < json.Length; i++)
        {
            var c = json[i];
            if (inString)
            {
                if (c == '\\')
                {
                    output[length++] = c;
                    c = json[++i];
                }
                else if (c == '"')
                {
                    inString = false;
                }
            }
            else if (c is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t')
            {
                continue;
            }
            else
            {
                inString = c == '"';
                depth += c is (byte)'{' or (byte)'[' ? 1 : c is (byte)'}' or (byte)']' ? -1 : 0;
                if (depth > MaxDepth)
                {
                    return null;
                }
            }

            output[length++] = c;
        }

        return length;
    }
}
