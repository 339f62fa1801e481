using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Map;
using HmsSync.Sdk;
using HmsSync.Views;
using Xunit;

namespace HmsSync.Tests.Views;

public sealed class WayOutTests
{
    private static readonly HubWords Words = new(
    [
        new PartnerPlan(new Participant("lotus")) { Receive = [new ReceivePlan("note", MappingPlan.Identity) { Publish = "note" }] },
    ]);

    [Fact]
    public void What_the_hub_said_is_shown_as_it_is()
        => Assert.Equal("""{"a":1.10}""", Text(WayOut.Show(Event("hms", null), Words)));

    [Fact]
    public void What_a_partner_said_is_mapped_by_the_doorbell_it_came_by()
        => Assert.Equal("""{"a":1.10}""", Text(WayOut.Show(Event("lotus", "note"), Words)));

    [Theory]
    [InlineData("lotus", "gone")]
    [InlineData("other", "note")]
    public void What_no_doorbell_can_map_any_more_is_not_shown(string source, string via)
    {
        // Invariant 9: the policy is written in hub words; what has none cannot be judged.
        var shown = WayOut.Show(Event(source, via), Words);
        Assert.Equal(("null", "no_receive"), (Text(shown), shown.Fault.Code));
    }

    private static string Text(Shown shown) => Encoding.UTF8.GetString(shown.Data.Utf8.Span);

    private static JournaledEvent Event(string source, string? via) => new()
    {
        Seq = new Seq(1),
        Source = new Participant(source),
        Topic = "note",
        Op = ChangeOp.Event,
        Key = RecordKey.None,
        Record = 0,
        Time = default,
        Via = via,
        Fields = """{"a":1.10}"""u8.ToArray(),
    };
}
