using System.Net;
using System.Text;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Sdk;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Webhooks;

/// <summary>What is taken, how it is journaled, and where it goes.</summary>
public sealed class WebhookTakingTests
{
    [Fact]
    public async Task A_change_is_journaled_in_the_partners_words_without_the_secret_and_reaches_the_hub()
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = await rig.Ring(
            "/webhook/lotus/slot", Body("""  "uid" : 7, "state":"B" , "begin":"2027-01-05T09:00:00Z","other":1.10 """));
        Assert.Equal((HttpStatusCode.NoContent, ""), (answer.Status, answer.Body));

        var e = rig.Journal()[0];
        Assert.Equal("""{"uid":7,"state":"B","begin":"2027-01-05T09:00:00Z","other":1.10}""", Text(e));
        Assert.Equal(("lotus", "appointments", "slot", """{"id":7}"""), (e.Source.Name, e.Topic, e.Via, e.Key.Json));
        await Eventually.Holds(
            () => rig.Workspace.AskHub("SELECT status || start FROM appointments WHERE id = 7") == "booked2027-01-05T09:00:00Z",
            "the hub holds it");
    }

    [Fact]
    public async Task Any_of_several_secrets_opens()
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = await rig.Ring("/webhook/lotus/slot", $$"""{"auth":"{{Workspace.OldSecret}}","uid":7}""");
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        Assert.DoesNotContain(Workspace.OldSecret, Text(rig.Journal()[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_has_the_hubs_form_whatever_form_it_came_in()
    {
        await using var rig = await ServerRig.StartAsync();
        foreach (var form in new[] { "7", "\"7\"", "7.0", "70e-1" })
        {
            Assert.Equal(HttpStatusCode.NoContent, (await rig.Ring("/webhook/lotus/slot", Body($"\"uid\":{form}"))).Status);
        }

        var ours = rig.Journal().Where(e => e.Source.Name == "lotus").ToList();
        Assert.All(ours, e => Assert.Equal("""{"id":7}""", e.Key.Json));
        Assert.Single(ours.Select(e => e.Record).Distinct());
    }

    [Fact]
    public async Task An_id_that_comes_again_is_taken_once_and_with_another_body_refused()
    {
        await using var rig = await ServerRig.StartAsync();
        var first = await rig.Ring("/webhook/lotus/slot", Body("\"uid\":7,\"state\":\"B\""), ("webhook-id", "m-1"));
        var again = await rig.Ring("/webhook/lotus/slot", Body("\"uid\":7, \"state\":\"B\""), ("webhook-id", "m-1"));
        var other = await rig.Ring("/webhook/lotus/slot", Body("\"uid\":8,\"state\":\"B\""), ("webhook-id", "m-1"));
        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (first.Status, again.Status));
        Assert.Equal((HttpStatusCode.Conflict, "id_taken"), (other.Status, other.Code));
        Assert.Single(rig.Journal(), e => e.Source.Name == "lotus");

        // One message may ring two doorbells.
        var elsewhere = await rig.Ring(
            "/webhook/lotus/shift", Body("\"uid\":7,\"kind\":\"moved\""), ("webhook-id", "m-1"));
        Assert.Equal(HttpStatusCode.NoContent, elsewhere.Status);
        Assert.Equal(2, rig.Journal().Count(e => e.Source.Name == "lotus"));
    }

    [Fact]
    public async Task What_is_not_newer_than_the_last_version_is_dropped()
    {
        // Invariant 2
        await using var rig = await ServerRig.StartAsync();
        foreach (var (rev, uid) in new[] { ("9", 7), ("10", 7), ("10", 7), ("9", 7), ("1", 8) })
        {
            var answer = await rig.Ring("/webhook/lotus/shift", Body($"\"uid\":{uid},\"kind\":\"moved\",\"rev\":{rev}"));
            Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        }

        var taken = rig.Journal().Where(e => e.Source.Name == "lotus")
            .Select(e => (e.Key.Json, JsonDocument.Parse(e.Fields).RootElement.GetProperty("rev").GetInt32()));
        Assert.Equal([("""{"id":7}""", 9), ("""{"id":7}""", 10), ("""{"id":8}""", 1)], taken);
    }

    [Fact]
    public async Task A_bad_item_parks_alone_and_the_others_arrive()
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = await rig.Ring("/webhook/lotus/many", Body("""
            "page":{"entries":[
                {"uid":1,"kind":"moved","state":"B"},
                {"uid":2,"kind":"moved","state":"what"},
                {"kind":"moved","state":"B"},
                {"uid":4,"kind":"vanished","state":"B"},
                {"uid":5,"kind":"moved","state":"C"}]}
            """));
        Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        await Eventually.Holds(
            () => rig.Workspace.AskHub("SELECT group_concat(id || status, ',') FROM appointments ORDER BY id") == "1booked,5cancelled",
            "the good ones are in the hub");
        await Eventually.Holds(() => Parked(rig).Count == 3, "the bad ones are parked");
        Assert.Equal(["bad_item", "unknown_op", "unknown_word"], Parked(rig).Select(p => p.Code).Order());
        Assert.Equal(5, rig.Journal().Count(e => e.Source.Name == "lotus"));
    }

    [Fact]
    public async Task A_deleting_word_deletes()
    {
        await using var rig = await ServerRig.StartAsync();
        await rig.Ring("/webhook/lotus/shift", Body("\"uid\":7,\"kind\":\"moved\",\"rev\":1"));
        await Eventually.Holds(() => rig.Workspace.AskHub("SELECT count(*) FROM appointments") == "1", "it is there");
        await rig.Ring("/webhook/lotus/shift", Body("\"uid\":7,\"kind\":\"gone\",\"rev\":2"));
        await Eventually.Holds(() => rig.Workspace.AskHub("SELECT count(*) FROM appointments") == "0", "it is gone");
    }

    [Fact]
    public async Task Two_changes_of_parts_of_a_record_both_arrive()
    {
        // The lane to the hub never lets a newer part stand for an older one.
        await using var rig = await ServerRig.StartAsync();
        await rig.Post("/api/partners/lotus/pause", "{}");
        await rig.Ring("/webhook/lotus/slot", Body("\"uid\":7,\"state\":\"B\""));
        await rig.Ring("/webhook/lotus/slot", Body("\"uid\":7,\"tel\":\"555\""));
        await rig.Ring("/webhook/lotus/slot", Body("\"uid\":7,\"begin\":\"noon\""));
        await rig.Post("/api/partners/lotus/resume", "{}");
        await Eventually.Holds(
            () => rig.Workspace.AskHub("SELECT status || phone || start FROM appointments WHERE id = 7") == "booked555noon",
            "all parts are there");
    }

    [Fact]
    public async Task A_business_event_reaches_other_partners_in_their_words_by_where_on_hub_words()
    {
        await using var rig = await ServerRig.StartAsync();
        foreach (var station in new[] { "ward", "icu" })
        {
            var answer = await rig.Ring(
                "/webhook/bedChange", $$"""{"bett":3,"station":"{{station}}","extra":1}""", ("X-Bed-Token", Workspace.HospitalToken));
            Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        }

        var push = await rig.NextPush();
        Assert.Equal("""{"resource":3,"unit":"icu"}""", push.Body);
        Assert.Equal("event", push.Headers["HMS-Sync-Op"]);
        Assert.Equal([ChangeOp.Event, ChangeOp.Event], rig.Journal().Select(e => e.Op));
        Assert.Equal("""{"bett":3,"station":"icu","extra":1}""", Text(rig.Journal()[1]));
    }

    // CloudEvents 1.0, HTTP binding 3.2: structured mode
    [Fact]
    public async Task A_cloudevent_is_taken_out_of_its_envelope_and_once()
    {
        await using var rig = await ServerRig.StartAsync();
        const string Event = """{"specversion":"1.0","type":"x","source":"/ward/3","id":"77","data":{"bett":3}}""";
        (string, string)[] headers =
            [("X-Bed-Token", Workspace.HospitalToken), ("Content-Type", "application/cloudevents+json; charset=utf-8")];
        foreach (var body in new[] { Event, Event })
        {
            Assert.Equal(HttpStatusCode.NoContent, (await rig.Ring("/webhook/hospital/bedChange", body, headers)).Status);
        }

        Assert.Equal("""{"bett":3}""", Text(Assert.Single(rig.Journal())));
        var other = await rig.Ring("/webhook/hospital/bedChange", Event.Replace("/ward/3", "/ward/4", StringComparison.Ordinal), headers);
        Assert.Equal((HttpStatusCode.NoContent, 2), (other.Status, rig.Journal().Count));
        var none = await rig.Ring("/webhook/hospital/bedChange", """{"bett":3}""", headers);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "bad_cloudevent"), (none.Status, none.Code));
    }

    [Fact]
    public async Task An_id_may_stand_in_the_body()
    {
        await using var rig = await ServerRig.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            var answer = await rig.Ring(
                "/webhook/hospital/bedChange", """{"bett":3,"message":77}""", ("X-Bed-Token", Workspace.HospitalToken));
            Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        }

        Assert.Single(rig.Journal());
    }

    [Fact]
    public async Task Without_verification_only_this_machine_rings()
    {
        await using var rig = await ServerRig.StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, (await rig.Ring("/webhook/desk/note", """{"text":"hé \ud83d\ude00"}""")).Status);
        var text = JsonDocument.Parse(rig.Journal()[0].Fields).RootElement.GetProperty("text").GetString();
        Assert.Equal("hé 😀", text);
    }

    private static string Body(string fields) => $$"""{"auth":"{{Workspace.Secret}}",{{fields}}}""";

    private static string Text(JournaledEvent e) => Encoding.UTF8.GetString(e.Fields.Span);

    private static List<HmsSync.Lanes.ParkedRow> Parked(ServerRig rig)
        => rig.Engine.Store.Readers.Read(reader => reader.Rows.Parked(0, 0, 100));
}
