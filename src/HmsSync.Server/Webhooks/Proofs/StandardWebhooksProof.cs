using System.Security.Cryptography;
using System.Text;
using HmsSync.Configuration;
using HmsSync.Configuration.Compiling;

namespace HmsSync.Server.Webhooks.Proofs;

/// <summary>
/// Standard Webhooks 1.0.0, symmetric (<c>v1</c>): the MAC of <c>id.timestamp.body</c>. Any signature of the list may be right, and
/// any of our secrets; signatures of other versions count for nothing. The same under the names that Svix sends.
/// </summary>
internal sealed class StandardWebhooksProof(VerifyPlan verify, TimeProvider clock) : Proof
{
    /// <summary>Seconds that a timestamp may be off, either way; what came before is told by its id.</summary>
    private const long Tolerance = 300;

    private const int LongestTimestamp = 11;

    private static readonly Names Standard = new("webhook-id", "webhook-timestamp", "webhook-signature");
    private static readonly Names Svix = new("svix-id", "svix-timestamp", "svix-signature");

    private readonly MacPool[] _keys =
        [.. verify.Secrets.Select(s => SigningSecrets.KeyOf(s.Reveal())).OfType<byte[]>().Select(key => new MacPool(key))];

    public override Effort Effort => new(_keys.Length, 0);

    public override bool Holds(in Ringing ringing)
    {
        var names = NamesOf(ringing);
        var (id, time) = (ringing.Header(names.Id) ?? "", ringing.Header(names.Timestamp) ?? "");
        var signatures = ringing.Header(names.Signature) ?? "";
        var head = Encoding.UTF8.GetBytes($"{id}.{time}.");
        Span<byte> mac = stackalloc byte[SHA256.HashSizeInBytes];
        var found = false;
        foreach (var key in _keys)
        {
            key.Write(head, ringing.Bytes.Span, mac);
            found |= IsAmong(mac, signatures);
        }

        return found && id.Length > 0 && IsNow(time);
    }

    /// <summary>The one that is signed: another would let a message that was overheard in once more.</summary>
    public override string? IdOf(in Ringing ringing) => ringing.Header(NamesOf(ringing).Id);

    private static Names NamesOf(in Ringing ringing)
        => ringing.Context.Request.Headers.ContainsKey(Standard.Signature) ? Standard : Svix;

    private static bool IsAmong(ReadOnlySpan<byte> mac, string signatures)
    {
        const string Version = "v1,";
        Span<byte> offered = stackalloc byte[SHA256.HashSizeInBytes];
        var found = false;
        foreach (var range in signatures.AsSpan().Split(' '))
        {
            var entry = signatures.AsSpan(range);
            if (entry.StartsWith(Version, StringComparison.Ordinal)
                && Convert.TryFromBase64Chars(entry[Version.Length..], offered, out var length) && length == mac.Length)
            {
                found |= CryptographicOperations.FixedTimeEquals(mac, offered);
            }
        }

        return found;
    }

    /// <summary>Whole seconds since 1970, and nothing but digits.</summary>
    private bool IsNow(string time)
        => time.Length is > 0 and <= LongestTimestamp
            && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && Math.Abs(clock.GetUtcNow().ToUnixTimeSeconds() - seconds) <= Tolerance;

    private sealed record Names(string Id, string Timestamp, string Signature);
}
