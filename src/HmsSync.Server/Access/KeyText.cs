using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace HmsSync.Server.Access;

/// <summary>
/// How a key looks: <c>hms_</c>, its public id, and 256 random bits. The prefix lets scanners find a key that leaked. Random bits
/// that nobody chose need no slow hash.
/// </summary>
internal static class KeyText
{
    public const string Prefix = "hms_";

    private const int IdBytes = 8;
    private const int IdLength = IdBytes * 2;
    private const int SecretBytes = 32;
    private const int SecretLength = 43;
    private const int Length = 4 + IdLength + 1 + SecretLength;

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));

    public static string New(string id) => $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";

    /// <summary>Null: it is no key of ours.</summary>
    public static string? IdOf(string text)
        => text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) && text[Prefix.Length + IdLength] == '_'
            ? text.Substring(Prefix.Length, IdLength)
            : null;

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
