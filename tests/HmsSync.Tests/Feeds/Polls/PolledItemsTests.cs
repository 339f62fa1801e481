using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Feeds.Polls;
using HmsSync.Hubs.Sqlite;
using HmsSync.Sdk;
using HmsSync.Tests.Map;
using Microsoft.Data.Sqlite;
using Xunit;
using static HmsSync.Tests.Feeds.Polls.ScriptedRecords;

namespace HmsSync.Tests.Feeds.Polls;

/// <summary>What an item becomes: which record, what happened, between when and when.</summary>
public sealed class PolledItemsTests : IDisposable
{
    private static readonly EventTime Now = EventTime.FromMillis(2_000_000);
    private static readonly EventTime Before = EventTime.FromMillis(1_000_000);

    private static int _hubs;

    private readonly SqliteConnection _hub;
    private readonly SqliteHubKeys _keys;

    public PolledItemsTests()
    {
        var place = $"Data Source=file:/polled-items-{Interlocked.Increment(ref _hubs)}?vfs=memdb;Pooling=False";
        _keys = new SqliteHubKeys(SqliteHubPlace.Parse(place), new HubPlan(place, false, [new TablePlan("appointments")]));
        _hub = new SqliteConnection(place);
        _hub.Open();
        using var create = _hub.CreateCommand();
        create.CommandText = "CREATE TABLE appointments(id INTEGER PRIMARY KEY, start TEXT)";
        create.ExecuteNonQuery();
    }

    [Theory]
    [InlineData("""{"uid":7}""", """{"id":7}""")]
    [InlineData("""{"uid":"7","begin":{}}""", """{"id":7}""")]
    public void A_key_of_ours_is_the_hubs_in_its_own_form(string item, string key)
        => Assert.Equal(key, Read(Item(item)).Key.Json);

    [Theory]
    [InlineData("""{"uid":7}""", """{"clinic.uid":"7"}""")]
    [InlineData("""{"uid":"7"}""", """{"clinic.uid":"7"}""")]
    public void A_key_of_the_partners_is_the_partners(string item, string key)
    {
        var e = Read(Item(item), byPartner: true);
        Assert.Equal((key, "\"7\""), (e.Key.Json, e.Key.AtPartner(new Participant("clinic"), "uid")));
        Assert.Null(e.Key.AtPartner(new Participant("clin"), "uid"));
    }

    [Fact]
    public void It_says_by_what_it_came_and_in_whose_words()
    {
        var e = Read(Item("""{ "uid" : 7, "n":1.10, "x":"é" }"""));
        Assert.Equal(("clinic", "appointments", "records/appointments"), (e.Source.Name, e.Topic, e.Via));
        Assert.Equal("""{"uid":7,"n":1.10,"x":"é"}""", Encoding.UTF8.GetString(e.Fields.Span));
    }

    [Fact]
    public void A_delete_mark_is_a_delete_and_everything_else_may_be_new_or_changed()
        => Assert.Equal(
            (ChangeOp.Delete, ChangeOp.Update),
            (Read(Item("""{"uid":7}""", deleted: true)).Op, Read(Item("""{"uid":7}""")).Op));

    [Fact]
    public void Without_a_stamp_it_happened_after_the_last_look_and_before_now()
    {
        var e = Read(Item("""{"uid":7}"""));
        Assert.Equal((Before, Now), (e.AtFrom, e.At));
    }

    [Fact]
    public void Before_the_first_look_it_may_have_happened_at_any_time()
    {
        var e = Read(Item("""{"uid":7}"""), lookedAt: default);
        Assert.Equal((1, Now), (e.AtFrom.Micros, e.At));
    }

    [Fact]
    public void A_stamp_of_the_partners_is_a_point_in_time()
    {
        var e = Read(Item("""{"uid":7}""", changedAt: DateTimeOffset.UnixEpoch.AddMilliseconds(5)));
        Assert.Equal((EventTime.FromMillis(5), EventTime.FromMillis(5)), (e.AtFrom, e.At));
    }

    [Fact]
    public void A_clock_that_went_back_makes_no_time_before_itself()
    {
        var e = Read(Item("""{"uid":7}"""), lookedAt: Now + TimeSpan.FromSeconds(1));
        Assert.Equal((Now, Now), (e.AtFrom, e.At));
    }

    [Theory]
    [InlineData("""{"uid":null}""", """{"uid":null}""")]
    [InlineData("""{"begin":1}""", """{"begin":1}""")]
    [InlineData("""{"uid":"x","t":"\ud83d"}""", "{}")]
    [InlineData("[]", "{}")]
    [InlineData("nonsense", "{}")]
    public void An_item_that_cannot_be_read_parks_alone_under_a_key_of_its_own(string item, string fields)
    {
        var (first, again) = (Read(Item(item)), Read(Item(item)));
        Assert.True(first.Key.IsUntold);
        Assert.Equal((first.Key, fields), (again.Key, Encoding.UTF8.GetString(first.Fields.Span)));
        Assert.NotEqual(first.Key, Read(Item("""{"uid":false}""")).Key);
    }

    public void Dispose()
    {
        _keys.Dispose();
        _hub.Dispose();
    }

    private NewEvent Read(PartnerRecord item, bool byPartner = false, EventTime? lookedAt = null)
    {
        var settings = new RecordsSettings { Table = "appointments", KeyField = ["uid"], PartnerMakesKeys = byPartner };
        var records = new RecordsPlan("appointments", Mapped.Plan("""{"fields":{"id":"uid","start":"begin"}}"""), settings)
        {
            KeyField = "uid",
        };
        return new PolledItems(new Participant("clinic"), records, new RecordNames(_keys)).Read(item, lookedAt ?? Before, Now);
    }
}
