using System.Net;
using System.Net.Http.Headers;
using System.Runtime.InteropServices;

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
        : this(body, Json)
    {
    }

    public PushContent(ReadOnlyMemory<byte> body, MediaTypeHeaderValue type)
    {
        _body = body;
        Headers.ContentType = type;
    }

    /// <summary>A connection was there and the first byte may be under way.</summary>
    public bool Started { get; private set; }

    /// <summary>To look at what will be sent, as a signature does: nothing has started by that.</summary>
    protected override Task<Stream> CreateContentReadStreamAsync()
        => Task.FromResult<Stream>(MemoryMarshal.TryGetArray(_body, out var bytes)
            ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false, publiclyVisible: true)
            : new MemoryStream(_body.ToArray(), 0, _body.Length, writable: false, publiclyVisible: true));

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
