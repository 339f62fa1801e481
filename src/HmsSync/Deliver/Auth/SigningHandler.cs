namespace HmsSync.Deliver.Auth;

/// <summary>
/// Signs every call. The id is the <c>Idempotency-Key</c>, the same for every try; a call that changes nothing and has none
/// gets one of its own.
/// </summary>
internal sealed class SigningHandler(HttpMessageHandler inner, WebhookSigner signer, TimeProvider clock) : DelegatingHandler(inner)
{
    private const string Id = "webhook-id";
    private const string Timestamp = "webhook-timestamp";
    private const string Signature = "webhook-signature";

    private long _asked;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var at = clock.GetUtcNow();
        var id = request.Headers.NonValidated.TryGetValues("Idempotency-Key", out var key)
            ? key.ToString()
            : string.Create(CultureInfo.InvariantCulture, $"ask-{at.ToUnixTimeMilliseconds()}-{Interlocked.Increment(ref _asked)}");
        var body = await BytesAsync(request.Content, cancellationToken);
        Set(request, Id, id);
        Set(request, Timestamp, at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        Set(request, Signature, signer.Sign(id, at.ToUnixTimeSeconds(), body.Span));
        return await base.SendAsync(request, cancellationToken);
    }

    private static void Set(HttpRequestMessage request, string name, string value)
    {
        request.Headers.Remove(name);
        request.Headers.Add(name, value);
    }

    /// <summary>The bytes that will be sent: content that makes them anew each time is kept as made now.</summary>
    private static async ValueTask<ReadOnlyMemory<byte>> BytesAsync(HttpContent? content, CancellationToken stop)
    {
        if (content is null)
        {
            return default;
        }

        var stream = await content.ReadAsStreamAsync(stop);
        if (stream is not MemoryStream bytes)
        {
            // It can be read once only: from here on the content itself holds what was read.
            await content.LoadIntoBufferAsync(stop);
            return await content.ReadAsByteArrayAsync(stop);
        }

        return bytes.TryGetBuffer(out var buffer) ? buffer : bytes.ToArray();
    }
}
