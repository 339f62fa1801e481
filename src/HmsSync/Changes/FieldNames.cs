using System.Text;

namespace HmsSync.Changes;

/// <summary>Texts of field names: a table has few of them, and they come again with every record.</summary>
internal static class FieldNames
{
    // Invariant 11: names that are remembered, and their bytes.
    private const int Slots = 1_024;
    private const int Longest = 64;

    private static readonly string?[] Known = new string?[Slots];

    /// <param name="name">UTF-8, without escapes.</param>
    public static string Of(ReadOnlySpan<byte> name)
    {
        if (name.Length > Longest)
        {
            return Encoding.UTF8.GetString(name);
        }

        ref var slot = ref Known[Hash(name) % Slots];
        var known = Volatile.Read(ref slot);
        if (known is not null && Ascii.Equals(name, known))
        {
            return known;
        }

        var text = Encoding.UTF8.GetString(name);
        Volatile.Write(ref slot, text);
        return text;
    }

    /// <summary>FNV-1a (RFC 9923).</summary>
    private static uint Hash(ReadOnlySpan<byte> name)
    {
        var hash = 2_166_136_261;
        foreach (var b in name)
        {
            hash = (hash ^ b) * 16_777_619;
        }

        return hash;
    }
}
