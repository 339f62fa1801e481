using System.Security.Cryptography;
using System.Text;
using HmsSync.Configuration;

namespace HmsSync.Server.Webhooks.Proofs;

/// <summary>
/// A MAC of the body alone in a header, as GitHub (<c>X-Hub-Signature-256: sha256=…</c>) and Shopify send it. It covers no time
/// and no id: what keeps one who overheard a message from sending it again under another id is TLS.
/// </summary>
internal sealed class BodyMacProof(VerifyPlan verify) : Proof
{
    private readonly MacPool[] _keys =
        [.. verify.Secrets.Select(s => s.Reveal()).Where(s => s.Length > 0).Select(s => new MacPool(Encoding.UTF8.GetBytes(s)))];

    public override Effort Effort => new(_keys.Length, 0);

    public override bool Holds(in Ringing ringing)
    {
        Span<byte> offered = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
        var isOne = TryRead(ringing.Header(verify.Name), offered);
        var found = false;
        foreach (var key in _keys)
        {
            key.Write([], ringing.Bytes.Span, mac);
            found |= CryptographicOperations.FixedTimeEquals(mac, offered);
        }

        return found && isOne;
    }

    private bool TryRead(string? header, Span<byte> mac)
    {
        if (header is null || !header.StartsWith(verify.Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        var text = header.AsSpan(verify.Prefix.Length);
        return verify.Encoding == MacEncoding.Hex
            ? text.Length == mac.Length * 2 && Convert.FromHexString(text, mac, out _, out _) == System.Buffers.OperationStatus.Done
            : Convert.TryFromBase64Chars(text, mac, out var length) && length == mac.Length;
    }
}
