using System.IO.Pipelines;
using HmsSync.Server.Streaming;
using HmsSync.Views;
using Xunit;

namespace HmsSync.Tests.Server.Streaming;

/// <summary>Clients that are slow, and clients for whom there is nothing, in virtual time.</summary>
public sealed class StreamClientTests : IDisposable
{
    private const int Events = 100;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly StreamRig _rig = new();

    public void Dispose() => _rig.Dispose();

    // Invariant 11
    [Fact]
    public async Task A_client_that_reads_nothing_is_cut_after_30_seconds_and_its_last_id_resumes_without_a_hole()
    {
        _rig.View.Publish([.. Enumerable.Repeat("a", Events)]);
        var (slow, received) = _rig.Follow(default);
        var (_, good) = _rig.Follow(default);
        var read = ReadFor(29, good);
        Assert.False(slow.IsCompleted);
        Assert.Equal(Events, Ids(read).Count);
        ReadFor(2, good);
        await Assert.ThrowsAsync<SlowClientException>(() => slow);

        // A connection may break anywhere: of what has come, the last whole block counts.
        var came = StreamRig.Take(received);
        Assert.NotEmpty(Ids(came));
        for (var cut = came.Length / 2; cut < came.Length; cut += 7)
        {
            var ids = Ids(came[..cut]);
            Assert.True(Cursor.TryParse(ids[^1], out var mark));
            Assert.Equal(ids.Count, mark.Position);
        }

        Assert.True(Cursor.TryParse(Ids(came[..(came.Length / 2)])[^1], out var last));
        var (_, again) = _rig.Follow(_rig.View.Operator.At(last));
        Assert.Equal(Enumerable.Range((int)last.Position + 1, Events - (int)last.Position), Positions(ReadFor(1, again)));
    }

    [Fact]
    public void A_client_that_is_merely_late_is_not_cut_and_gets_everything()
    {
        _rig.View.Publish([.. Enumerable.Repeat("a", Events)]);
        var (late, received) = _rig.Follow(default);
        var came = "";
        for (var time = 0; time < 20; time++)
        {
            _rig.View.RunFor(TimeSpan.FromSeconds(25));
            came += StreamRig.Take(received);
        }

        Assert.False(late.IsCompleted);
        Assert.Equal(Enumerable.Range(1, Events), Positions(came));
    }

    [Fact]
    public void When_nothing_comes_a_comment_comes_every_15_seconds()
    {
        var (_, received) = _rig.Follow(default);
        var (comments, last) = (0, 0);
        for (var second = 1; second <= 300; second++)
        {
            if (ReadFor(1, received).Contains(":\n\n", StringComparison.Ordinal))
            {
                (comments, last) = (comments + 1, second);
            }

            Assert.True(second - last <= 15, $"nothing for {second - last} s");
        }

        Assert.True(comments <= 25, $"{comments} comments in 300 s are chatter");
    }

    [Fact]
    public void With_the_comment_goes_the_place_where_what_others_want_has_passed()
    {
        var (_, received) = _rig.Follow(default, topic: "wanted");
        ReadFor(1, received);
        _rig.View.Publish("other", "other");
        var came = ReadFor(20, received);
        Assert.Empty(Ids(came));
        Assert.Contains($":\n\nid: {_rig.View.Operator.CursorAt(2)}\n\n", came, StringComparison.Ordinal);
    }

    /// <summary>Lets time go by and reads whatever comes.</summary>
    private string ReadFor(int seconds, PipeReader received)
    {
        var came = "";
        for (var second = 0; second < seconds; second++)
        {
            _rig.View.RunFor(Second);
            for (var more = StreamRig.Take(received); more.Length > 0; more = StreamRig.Take(received))
            {
                came += more;
                _rig.View.RunFor(TimeSpan.Zero);
            }
        }

        return came;
    }

    /// <summary>The ids of whole blocks with data.</summary>
    private static List<string> Ids(string stream) => [.. stream.Split("\n\n")[..^1]
        .Where(block => block.Contains("data: ", StringComparison.Ordinal))
        .Select(block => block.Split('\n').Single(line => line.StartsWith("id: ", StringComparison.Ordinal))[4..])];

    private static IEnumerable<int> Positions(string stream) => Ids(stream)
        .Select(id => Cursor.TryParse(id, out var cursor) ? (int)cursor.Position : throw new FormatException(id));
}
