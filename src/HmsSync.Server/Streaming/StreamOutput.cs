using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using HmsSync.Views;

namespace HmsSync.Server.Streaming;

/// <summary>One client's side of a stream: frames go in, and out together when it is flushed.</summary>
internal sealed class StreamOutput(PipeWriter pipe, TimeProvider clock, CancellationToken aborted)
{
    /// <summary>Invariant 11: bytes that stand here before they must go.</summary>
    private const int MostUnsent = 64 << 10;

    /// <summary>Invariant 11: a client that takes nothing for so long is cut.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>With the beats of the ring, one a second, a comment goes every 15 seconds at least.</summary>
    private static readonly TimeSpan CommentAfter = TimeSpan.FromSeconds(14);

    private long _commented = clock.GetTimestamp();
    private int _unsent;

    public CancellationToken Aborted => aborted;

    public bool IsFull => _unsent >= MostUnsent;

    /// <summary>Headers and a first comment at once, so that proxies and clients know that it lives.</summary>
    public ValueTask BeginAsync()
    {
        Write(": hms-sync\nretry: 2000\n\n"u8);
        return FlushAsync();
    }

    /// <summary>Asks a client that cannot stay to come again later.</summary>
    public ValueTask SendAwayAsync()
    {
        Write(": come again\nretry: 10000\n\n"u8);
        return FlushAsync();
    }

    public void Write(ReadOnlySpan<byte> frames)
    {
        pipe.Write(frames);
        _unsent += frames.Length;
    }

    /// <summary>Tells where the client is, and no event: what it would resume from.</summary>
    public void WritePlace(Cursor cursor) => Write(Encoding.ASCII.GetBytes($"id: {cursor}\n\n"));

    public void WriteGap(Gap gap, Cursor behind) => Write(Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture, $"event: gap\nid: {behind}\ndata: {{\"from\":{gap.From},\"to\":{gap.To}}}\n\n")));

    /// <summary>Says that it is still there, every 15 seconds. True: it did.</summary>
    public bool CommentWhenDue()
    {
        if (clock.GetElapsedTime(_commented) < CommentAfter)
        {
            return false;
        }

        _commented = clock.GetTimestamp();
        Write(":\n\n"u8);
        return true;
    }

    /// <exception cref="SlowClientException">The client does not read.</exception>
    /// <exception cref="OperationCanceledException">It has hung up.</exception>
    public async ValueTask FlushAsync()
    {
        if (_unsent == 0)
        {
            return;
        }

        _unsent = 0;
        var flush = pipe.FlushAsync(aborted);
        FlushResult result;
        try
        {
            result = flush.IsCompleted ? await flush : await flush.AsTask().WaitAsync(Patience, clock, aborted);
        }
        catch (TimeoutException)
        {
            throw new SlowClientException();
        }

        if (result.IsCompleted)
        {
            throw new OperationCanceledException(aborted);
        }
    }
}
