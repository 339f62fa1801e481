using HmsSync.Server.Replaying;
using HmsSync.Views;

namespace HmsSync.Server.Streaming;

/// <summary>
/// Follows a view for one client: from the ring that all clients share, and from the store while it is behind the ring. Keeps
/// nothing but its place.
/// </summary>
internal sealed class StreamClient(ViewQuestion question, StreamOutput output, ReadTurns turns, Func<bool> mayStay)
{
    private readonly TopicFilter? _topics = question.Topics;
    private FrameBuffer? _buffer;
    private long _position;
    private long _told;

    /// <summary>Until the client hangs up or may not stay, or the ring closes.</summary>
    public async Task RunAsync(ViewStart start)
    {
        (_position, _told) = (start.After, start.After);
        if (start.Gap is { } gap)
        {
            output.WriteGap(gap, question.View.CursorAt(start.After));
        }
        else
        {
            output.WritePlace(question.View.CursorAt(start.After));
        }

        var ring = question.Live.Attach();
        try
        {
            while (mayStay() && await StepAsync(ring))
            {
                // Each step writes something or waits for it.
            }

            await output.FlushAsync();
        }
        finally
        {
            question.Live.Detach();
        }
    }

    private async ValueTask<bool> StepAsync(ViewRing ring)
    {
        var read = ring.Read(_position);
        switch (read.State)
        {
            case RingState.Chunk:
                Take(read.Chunk!);
                break;
            case RingState.Behind:
                await CatchUpAsync();
                break;
            case RingState.Closed:
                return false;
            case RingState.UpToDate:
                Comment();
                await output.FlushAsync();
                await ring.WhenMoreAsync(_position);

                // Looked at and not waited for, which would cost each of them a registration for each event: a beat comes.
                output.Aborted.ThrowIfCancellationRequested();
                return true;
        }

        if (output.IsFull)
        {
            Comment();
            await output.FlushAsync();
        }

        return true;
    }

    private void Take(RingChunk chunk)
    {
        if (_topics is null)
        {
            output.Write(chunk.After(_position));
            _told = chunk.Last;
        }
        else
        {
            for (var i = (int)Math.Max(0, _position + 1 - chunk.First); i < chunk.Frames.Length; i++)
            {
                if (chunk.Frames[i].Topic is { } topic && _topics.Takes(topic))
                {
                    output.Write(chunk.Of(i));
                    _told = chunk.Frames[i].Position;
                }
            }
        }

        _position = chunk.Last;
    }

    private async Task CatchUpAsync()
    {
        var buffer = _buffer ??= new FrameBuffer();
        buffer.Clear();
        var page = await turns.TakeAsync(
            () => question.View.Read(_position, EventView.MostRows, _topics, FrameForm.Events, buffer), output.Aborted);
        if (page.Gap is { } gap)
        {
            output.WriteGap(gap, question.View.CursorAt(gap.To));
            _told = gap.To;
        }

        output.Write(buffer.Written);
        _told = buffer.Frames.Count > 0 ? buffer.Frames[^1].Position : _told;
        _position = page.Last;
        if (_position >= page.Newest)
        {
            _buffer = null; // it has caught up, and a thousand clients need not keep a thousand buffers
        }
    }

    /// <summary>With the comment goes the place, where events that the client does not want have passed.</summary>
    private void Comment()
    {
        if (output.CommentWhenDue() && _told < _position)
        {
            output.WritePlace(question.View.CursorAt(_position));
            _told = _position;
        }
    }
}
