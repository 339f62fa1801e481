using System.Security.Cryptography;
using System.Text;

namespace HmsSync.Adapters.Http.Records;

/// <summary>What versions are compared by, and what stands for one where there is none.</summary>
internal static class RecordVersion
{
    private const int KeyDigits = 16;

    /// <summary>A header quotes what a field does not; a weak tag is the same version to us.</summary>
    public static bool AreSame(string left, string right) => Core(left).SequenceEqual(Core(right));

    /// <summary>A key for one body of a delivery whose body depends on what the partner held.</summary>
    public static string KeyOfBody(string key, ReadOnlySpan<byte> body)
        => $"{key}.{Convert.ToHexStringLower(SHA256.HashData([.. Encoding.UTF8.GetBytes(key), .. body]))[..KeyDigits]}";

    private static ReadOnlySpan<char> Core(string version)
    {
        var core = version.StartsWith("W/", StringComparison.Ordinal) ? version.AsSpan(2) : version.AsSpan();
        return core is ['"', .., '"'] ? core[1..^1] : core;
    }
}
