using System.Net;
using System.Net.Http.Headers;

namespace HmsSync.Adapters.Http;

/// <summary>
/// A body of bytes that we already have, and the memory of whether it went out: until <see cref="Started"/> nothing reached
/// the partner, whatever then went wrong; after it the partner may have done what was asked.
/// </summary>
internal sealed class PushContent : HttpContent
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly ReadOnlyMemory<byte> _body;

    public PushContent(ReadOnlyMemory<byte> body)
    {
        _body = body;
        Headers.ContentType = Json;
    }

    /// <summary>A connection was there and the first byte may be under way.</summary>
    public bool Started { get; private set; }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(
        Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Started = true;
        return stream.WriteAsync(_body, cancellationToken).AsTask();
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
