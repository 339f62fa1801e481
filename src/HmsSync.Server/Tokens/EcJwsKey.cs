using System.Security.Cryptography;

namespace HmsSync.Server.Tokens;

/// <summary>ES256: the signature is r and s, 32 bytes each (RFC 7518, 3.4).</summary>
internal sealed class EcJwsKey(ECDsa key) : JwsKey
{
    private const int SignatureBytes = 64;

    /// <summary>Well-formed and wrong: what is no signature must not be told by its being cheaper.</summary>
    private static readonly byte[] Wrong = [.. Enumerable.Repeat((byte)0x5A, SignatureBytes)];

    private readonly Lock _turn = new(); // .NET promises nothing for two threads at one key

    public override string Algorithm => "ES256";

    public override bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        lock (_turn)
        {
            var isOne = signature.Length == SignatureBytes;
            return key.VerifyData(signed, isOne ? signature : Wrong, HashAlgorithmName.SHA256) && isOne;
        }
    }
}
