using System.Text;
using HmsSync.Changes;
using HmsSync.Routing;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Routing;

/// <summary>A feed without old values (PostgreSQL): what a route took before is remembered.</summary>
public sealed class BlindFeedTests
{
    private static readonly Condition Booked = Conditions.Of("status", "booked");

    private readonly Memory _memory = new();

    [Fact]
    public void A_record_comes_into_a_condition_changes_and_leaves_it()
    {
        var table = Table(Booked, leavesDelete: true);
        Assert.Empty(Told(table, ChangeOp.Insert, """{"id":1,"status":"open"}"""));
        Assert.Equal([ChangeOp.Insert], Told(table, ChangeOp.Update, """{"id":1,"status":"booked"}"""));
        Assert.Equal([ChangeOp.Update], Told(table, ChangeOp.Update, """{"id":1,"status":"booked"}"""));
        Assert.Equal([ChangeOp.Delete], Told(table, ChangeOp.Update, """{"id":1,"status":"open"}"""));
        Assert.Empty(Told(table, ChangeOp.Delete, """{"id":1}"""));
    }

    [Fact]
    public void A_delete_that_shows_its_key_alone_reaches_who_was_told_the_record()
    {
        var table = Table(Booked, leavesDelete: false);
        Told(table, ChangeOp.Insert, """{"id":1,"status":"booked"}""");
        Assert.Equal([ChangeOp.Delete], Told(table, ChangeOp.Delete, """{"id":1}"""));
        Assert.Empty(Told(table, ChangeOp.Delete, """{"id":1}"""));
    }

    [Fact]
    public void An_unconditional_route_needs_no_memory()
    {
        var table = Table(Condition.Always, leavesDelete: false);
        Assert.Equal([ChangeOp.Delete], Told(table, ChangeOp.Delete, """{"id":1}"""));
        Assert.Empty(_memory.Lanes);
    }

    private List<ChangeOp> Told(RouteTable table, ChangeOp op, string fields)
    {
        List<Owing> owings = [];
        var e = new NewEvent
        {
            Source = Participant.Hub,
            Topic = "slots",
            Op = op,
            Key = new RecordKey("""{"id":1}"""),
            Fields = Encoding.UTF8.GetBytes(fields),
            HasNoPast = true,
        };
        table.Decide(e, owings, _memory);
        return [.. owings.Select(o => o.Op)];
    }

    private static RouteTable Table(Condition where, bool leavesDelete)
        => new([new Target("slots", new Participant("p"), 1, where, leavesDelete)], []);

    private sealed class Memory : IMatchMemory
    {
        public HashSet<int> Lanes { get; } = [];

        public bool Matched(int lane) => Lanes.Contains(lane);

        public void Put(int lane, bool matches)
        {
            if (matches)
            {
                Lanes.Add(lane);
            }
            else
            {
                Lanes.Remove(lane);
            }
        }
    }
}
