using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HmsSync.Partners;
using Xunit;

namespace HmsSync.Tests.Partners;

public sealed class StreamParserTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("data: a\n\n", "|message|a")]
    [InlineData("data:a\r\n\r\n", "|message|a")]
    [InlineData("data:  a\n\n", "|message| a")]
    [InlineData("data\n\n", "|message|")]
    [InlineData("data: a\ndata: b\n\n", "|message|a\nb")]
    [InlineData("id: 7\nevent: gap\ndata: x\n\n", "7|gap|x")]
    [InlineData("id: 7\n\ndata: x\n\n", "7|message|x")]
    [InlineData("id: 7\ndata: x\n\nid\ndata: y\n\n", "7|message|x;|message|y")]
    [InlineData("id: 7\ndata: x\n\nid: 8\u0000\ndata: y\n\n", "7|message|x;7|message|y")]
    [InlineData("event: gap\n\ndata: x\n\n", "|message|x")]
    [InlineData(": comment\n\n: another\n\ndata: x\n\n", "|message|x")]
    [InlineData("other: a\ndata: x\n\n", "|message|x")]
    [InlineData("data: a\n\ndata: cut", "|message|a")]
    public async Task Events_are_what_the_standard_says(string stream, string events)
        => Assert.Equal(events, string.Join(';', (await ReadAsync(stream, 1)).Select(e => $"{e.Id}|{e.Kind}|{e.Data}")));

    [Fact]
    public void The_stream_says_how_long_to_wait()
    {
        var parser = new StreamParser();
        parser.Take("retry: 250");
        parser.Take("retry: soon");
        Assert.Equal(TimeSpan.FromMilliseconds(250), parser.Retry);
    }

    [Fact]
    public void Any_text_comes_through_however_it_is_cut()
        => Prop.ForAll(
            ArbMap.Default.ArbFor<NonNull<string>[]>(), ArbMap.Default.ArbFor<PositiveInt>(),
            (texts, size) =>
            {
                var lines = texts.Select(t => t.Get.ReplaceLineEndings("\n").Replace('\r', ' ')).Where(t => t.Length > 0).ToList();
                var stream = string.Concat(lines.Select(t => $"data: {t.Replace("\n", "\ndata: ", StringComparison.Ordinal)}\n\n"));
                var wanted = lines.Select(t => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(t)));
                var read = ReadAsync(stream, size.Get).GetAwaiter().GetResult();
                return wanted.SequenceEqual(read.Select(e => e.Data));
            }).QuickCheckThrowOnFailure();

    // Invariant 11: a line without an end does not fill the memory.
    [Fact]
    public async Task A_line_without_an_end_is_given_up()
    {
        using var endless = new MemoryStream(new byte[StreamLines.Longest + 100_000]);
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            await foreach (var line in StreamLines.ReadAsync(endless, Stop))
            {
                Assert.Fail(line);
            }
        });
    }

    private static async Task<List<StreamEvent>> ReadAsync(string text, int piece)
    {
        using var stream = new Dribble(Encoding.UTF8.GetBytes(text), piece);
        var parser = new StreamParser();
        var events = new List<StreamEvent>();
        await foreach (var line in StreamLines.ReadAsync(stream, Stop))
        {
            if (parser.Take(line) is { } e)
            {
                events.Add(e);
            }
        }

        return events;
    }

    /// <summary>Gives a few bytes at a time, as a network may.</summary>
    private sealed class Dribble(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
            => base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }
}
