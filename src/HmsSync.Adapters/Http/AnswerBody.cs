using System.Buffers;

namespace HmsSync.Adapters.Http;

/// <summary>Reads an answer's body to its end, so that its connection serves the next call.</summary>
internal static class AnswerBody
{
    /// <summary>Bytes that are read at most; of a longer answer the rest is left and its connection dropped.</summary>
    public const int Limit = 64 * 1024;

    private const int Chunk = 4 * 1024;

    /// <summary>Bytes of a refusal that are kept for the delivery log.</summary>
    public const int Kept = 4 * 1024;

    /// <summary>The beginning of what a refusal says; what cannot be read in time, or at all, is not there.</summary>
    public static async Task<ReadOnlyMemory<byte>> BeginningAsync(HttpContent content, CancellationToken deadline)
    {
        var start = new byte[Kept];
        var read = 0;
        try
        {
            var stream = await content.ReadAsStreamAsync(deadline);
            for (var n = -1; n != 0 && read < Kept; read += n)
            {
                n = await stream.ReadAsync(start.AsMemory(read), deadline);
            }

            await DiscardAsync(content, deadline);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException)
        {
            // The status stands, however its body ends.
        }

        return start.AsMemory(0, read);
    }

    /// <summary>The whole body; null: it is longer than the limit.</summary>
    /// <exception cref="IOException">The partner broke off.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public static async Task<byte[]?> AllAsync(HttpContent content, int limit, CancellationToken deadline)
    {
        var stream = await content.ReadAsStreamAsync(deadline);

        // One more than it says it is: to see the end there must be room left.
        var size = content.Headers.ContentLength is { } told ? (int)Math.Min(told, limit) + 1 : Chunk;
        var buffer = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var length = 0;
            for (var n = -1; n != 0 && length <= limit; length += n)
            {
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(length * 2);
                    buffer.AsSpan().CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                n = await stream.ReadAsync(buffer.AsMemory(length), deadline);
            }

            return length <= limit ? buffer.AsSpan(0, length).ToArray() : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <exception cref="IOException">The partner broke off.</exception>
    /// <exception cref="OperationCanceledException">The deadline passed.</exception>
    public static async Task DiscardAsync(HttpContent content, CancellationToken deadline)
    {
        if (content.Headers.ContentLength is 0 or > Limit)
        {
            return;
        }

        var stream = await content.ReadAsStreamAsync(deadline);
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            var read = 0;
            for (var n = -1; n != 0 && read <= Limit; read += n)
            {
                n = await stream.ReadAsync(buffer.AsMemory(0, Chunk), deadline);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
