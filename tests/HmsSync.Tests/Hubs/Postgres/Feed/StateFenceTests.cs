using System.Text;
using HmsSync.Changes;
using HmsSync.Hubs.Postgres.Feed;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Hubs.Postgres.Feed;

/// <summary>Whose word counts where a chunk of a table and the stream tell of one record.</summary>
public sealed class StateFenceTests
{
    private static readonly StateChunk Chunk = new(
        new VisibleTransactions("10:10:"), [Row("t", 1, ChangeOp.Insert), Row("t", 2, ChangeOp.Insert)], [], true);

    [Fact]
    public void What_nothing_touches_goes_out_whole()
        => Assert.Equal(2, StateFence.Before([Step(Row("other", 1, ChangeOp.Update))], "t", Chunk)!.Count);

    [Fact]
    public void A_record_that_the_stream_tells_whole_is_left_to_it()
        => Assert.Equal(
            ["""{"id":2}"""],
            StateFence.Before([Step(Row("t", 1, ChangeOp.Update))], "t", Chunk)!.Select(e => e.Key.Json));

    [Fact]
    public void A_record_that_the_stream_tells_in_part_is_read_again_after_it()
        => Assert.Null(StateFence.Before([Step(Row("t", 1, ChangeOp.Update)) with { IsPartial = true }], "t", Chunk));

    [Fact]
    public void A_table_that_is_held_in_between_is_not_read()
        => Assert.Null(StateFence.Before([Step(null) with { Kind = StepKind.Hold, Text = "truncate:t" }], "t", Chunk));

    [Theory]
    [InlineData("100:105:101,103", 99, true)]
    [InlineData("100:105:101,103", 100, true)]
    [InlineData("100:105:101,103", 101, false)]
    [InlineData("100:105:101,103", 102, true)]
    [InlineData("100:105:101,103", 103, false)]
    [InlineData("100:105:101,103", 105, false)]
    [InlineData("100:105:101,103", 2000, false)]
    [InlineData("4294967290:4294967300:4294967298", 4294967291u, true)] // of the epoch before
    [InlineData("4294967290:4294967300:4294967298", 2, false)] // runs, in the new epoch
    [InlineData("4294967290:4294967300:4294967298", 3, true)]
    [InlineData("4294967290:4294967300:4294967298", 5, false)]
    public void What_a_snapshot_sees_is_told_over_the_turn_of_the_ids(string snapshot, uint xid, bool sees)
        => Assert.Equal(sees, new VisibleTransactions(snapshot).Sees(xid));

    private static FeedStep Step(NewEvent? change) => new(StepKind.Row, change, null, 1, 1, 9, null);

    private static NewEvent Row(string table, int id, ChangeOp op) => new()
    {
        Source = Participant.Hub,
        Topic = table,
        Op = op,
        Key = new RecordKey($$"""{"id":{{id}}}"""),
        Fields = Encoding.UTF8.GetBytes($$"""{"id":{{id}}}"""),
    };
}
