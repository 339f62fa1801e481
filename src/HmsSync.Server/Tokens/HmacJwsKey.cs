using System.Security.Cryptography;

namespace HmsSync.Server.Tokens;

/// <summary>HS256.</summary>
internal sealed class HmacJwsKey(byte[] key) : JwsKey
{
    public override string Algorithm => "HS256";

    public override bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, signed, mac);
        return CryptographicOperations.FixedTimeEquals(mac, signature);
    }
}
