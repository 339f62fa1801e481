using System.Security.Cryptography;

namespace HmsSync.Server.Tokens;

/// <summary>RS256.</summary>
internal sealed class RsaJwsKey(RSA key) : JwsKey
{
    /// <summary>Well-formed and wrong: what is no signature must not be told by its being cheaper.</summary>
    private readonly byte[] _wrong = [.. Enumerable.Repeat((byte)0x5A, key.KeySize / 8)];

    private readonly Lock _turn = new(); // .NET promises nothing for two threads at one key

    public override string Algorithm => "RS256";

    public override bool Verifies(ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        lock (_turn)
        {
            var isOne = signature.Length == _wrong.Length;
            return key.VerifyData(signed, isOne ? signature : _wrong, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) && isOne;
        }
    }
}
