using System.Text;
using HmsSync.Changes;
using HmsSync.Routing;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Routing;

public sealed class TargetTests
{
    private static readonly Participant Hospital = new("hospital");

    [Theory]
    [InlineData(ChangeOp.Insert, "booked", null, ChangeOp.Insert)]
    [InlineData(ChangeOp.Insert, "open", null, null)]
    [InlineData(ChangeOp.Update, "booked", "open", ChangeOp.Insert)]
    [InlineData(ChangeOp.Update, "booked", null, ChangeOp.Update)]
    [InlineData(ChangeOp.Update, "open", "booked", ChangeOp.Delete)]
    [InlineData(ChangeOp.Update, "open", null, null)]
    [InlineData(ChangeOp.Delete, "booked", null, ChangeOp.Delete)]
    [InlineData(ChangeOp.Delete, "open", null, null)]
    public void What_a_partner_is_told_follows_from_who_matched_before(ChangeOp op, string status, string? was, ChangeOp? told)
        => Assert.Equal(told, Route(leavesDelete: true).Decide(Change(op, status, was)));

    [Fact]
    public void A_record_that_leaves_is_kept_by_default()
        => Assert.Null(Route(leavesDelete: false).Decide(Change(ChangeOp.Update, "open", "booked")));

    [Fact]
    public void A_change_of_a_partner_is_owed_to_the_hub_alone_and_an_event_never_to_its_sender()
    {
        var table = new RouteTable(
            [
                Route(false), new Target("bedChange", Hospital, 1, Condition.Always, false),
                new Target("bedChange", new Participant("other"), 2, Condition.Always, false),
            ],
            [KeyValuePair.Create("hospital", 9)]);
        var owings = new List<Owing>();
        table.Decide(Change(ChangeOp.Update, "booked", null) with { Source = Hospital }, owings);
        Assert.Equal([new Owing(9, ChangeOp.Update)], owings);
        owings.Clear();
        table.Decide(
            new NewEvent { Source = Hospital, Topic = "bedChange", Op = ChangeOp.Event, Fields = "{}"u8.ToArray() }, owings);
        Assert.Equal([new Owing(2, ChangeOp.Event)], owings);
    }

    private static Target Route(bool leavesDelete)
        => new("appointments", Hospital, 1, Conditions.Of("status", "booked"), leavesDelete);

    private static NewEvent Change(ChangeOp op, string status, string? was) => new()
    {
        Source = Participant.Hub,
        Topic = "appointments",
        Op = op,
        Key = new RecordKey("""{"id":1}"""),
        Fields = Encoding.UTF8.GetBytes($$"""{"id":1,"status":"{{status}}"}"""),
        Was = was is null ? default : Encoding.UTF8.GetBytes($$"""{"status":"{{was}}"}"""),
    };
}
