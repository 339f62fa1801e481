using System.Security.Cryptography;
using System.Text;
using HmsSync.Configuration;
using HmsSync.Configuration.Values;

namespace HmsSync.Deliver.Auth;

/// <summary>
/// Signs as Standard Webhooks says, scheme <c>v1</c>: HMAC-SHA256 over <c>id.timestamp.body</c>, one signature for each live
/// secret (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md).
/// </summary>
internal sealed class WebhookSigner
{
    private readonly byte[][] _keys;

    /// <param name="secrets">Newest first; all sign.</param>
    /// <exception cref="InvalidOperationException">There is none, or one is no secret of this scheme.</exception>
    public WebhookSigner(IReadOnlyList<Secret> secrets)
    {
        _keys = [.. secrets.Select(secret => SigningSecret.Parse(secret.Reveal()) ?? throw NoSecret())];
        if (_keys.Length == 0)
        {
            throw NoSecret();
        }
    }

    /// <summary>What goes into <c>webhook-signature</c>: <c>v1,BASE64</c> for each secret, with spaces between.</summary>
    /// <param name="id">Goes into <c>webhook-id</c>; has no dot.</param>
    /// <param name="timestamp">Goes into <c>webhook-timestamp</c>: Unix seconds of this try.</param>
    /// <param name="body">Exactly the bytes that go out.</param>
    public string Sign(string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var prefix = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}."));
        var text = new StringBuilder();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var key in _keys)
        {
            using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
            hmac.AppendData(prefix);
            hmac.AppendData(body);
            hmac.GetHashAndReset(hash);
            text.Append(text.Length == 0 ? "v1," : " v1,").Append(Convert.ToBase64String(hash));
        }

        return text.ToString();
    }

    private static InvalidOperationException NoSecret()
        => new($"auth: a secret of standard-webhooks must be {SigningSecret.Form}");
}
