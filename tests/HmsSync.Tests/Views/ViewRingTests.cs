using System.Text;
using HmsSync.Views;
using Xunit;

namespace HmsSync.Tests.Views;

public sealed class ViewRingTests
{
    [Fact]
    public void Who_has_seen_all_waits_and_wakes_with_the_next()
    {
        var ring = new ViewRing(10);
        Assert.Equal(RingState.UpToDate, ring.Read(10).State);
        var more = ring.WhenMoreAsync(10);
        Assert.False(more.IsCompleted);
        ring.Publish(Chunk(11, 13));
        Assert.True(more.IsCompleted);
        Assert.Equal("<11><12><13>", Text(ring.Read(10), 10));
        Assert.Equal("<13>", Text(ring.Read(12), 12));
        Assert.Equal(RingState.UpToDate, ring.Read(13).State);
        Assert.True(ring.WhenMoreAsync(12).IsCompleted);
    }

    [Fact]
    public void What_is_older_than_the_ring_is_to_be_read_elsewhere()
    {
        var ring = new ViewRing(10);
        Assert.Equal(RingState.Behind, ring.Read(9).State);
        ring.Publish(Chunk(11, 11));
        Assert.Equal(RingState.Behind, ring.Read(9).State);
        Assert.Equal(RingState.Chunk, ring.Read(10).State);
    }

    [Fact]
    public void It_holds_so_many_pieces_and_no_more()
    {
        // Invariant 11: the ring is bounded in pieces …
        var ring = new ViewRing(0);
        for (var n = 1; n <= ViewRing.MostChunks + 5; n++)
        {
            ring.Publish(Chunk(n, n));
        }

        Assert.Equal(RingState.Behind, ring.Read(4).State);
        Assert.Equal("<6>", Text(ring.Read(5), 5));
        for (var n = 5; n < ViewRing.MostChunks + 5; n++)
        {
            Assert.Equal($"<{n + 1}>", Text(ring.Read(n), n));
        }
    }

    [Fact]
    public void It_holds_so_many_bytes_and_no_more()
    {
        // Invariant 11: … and in bytes; one event that is bigger than all of it still goes through.
        var ring = new ViewRing(0);
        ring.Publish(Big(1, ViewRing.MostBytes));
        ring.Publish(Big(2, 1));
        Assert.Equal(RingState.Behind, ring.Read(0).State);
        ring.Publish(Big(3, ViewRing.MostBytes * 2));
        Assert.Equal(RingState.Behind, ring.Read(1).State);
        Assert.Equal(RingState.Chunk, ring.Read(2).State);
    }

    [Fact]
    public void Behind_a_hole_everybody_reads_elsewhere()
    {
        var ring = new ViewRing(0);
        ring.Publish(Chunk(1, 2));
        ring.SkipTo(7);
        Assert.Equal(RingState.Behind, ring.Read(0).State);
        Assert.Equal(RingState.Behind, ring.Read(2).State);
        Assert.Equal(RingState.UpToDate, ring.Read(7).State);
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Publish(Chunk(9, 9)));
    }

    [Fact]
    public void A_closed_ring_is_read_to_its_end()
    {
        var ring = new ViewRing(0);
        ring.Publish(Chunk(1, 1));
        var more = ring.WhenMoreAsync(1);
        ring.Close();
        Assert.True(more.IsCompleted);
        Assert.Equal(RingState.Chunk, ring.Read(0).State);
        Assert.Equal(RingState.Closed, ring.Read(1).State);
        Assert.True(ring.WhenMoreAsync(1).IsCompleted);
    }

    private static string Text(RingRead read, long after) => Encoding.UTF8.GetString(read.Chunk!.After(after));

    private static RingChunk Big(long number, int bytes)
        => new(number, number, new byte[bytes], [new Frame(number, bytes, "a")]);

    private static RingChunk Chunk(long first, long last)
    {
        var buffer = new FrameBuffer();
        for (var n = first; n <= last; n++)
        {
            buffer.Add("<"u8);
            buffer.Add(n);
            buffer.Add(">"u8);
            buffer.EndFrame(n, "a");
        }

        return new RingChunk(first, last, buffer.Written.ToArray(), [.. buffer.Frames]);
    }
}
