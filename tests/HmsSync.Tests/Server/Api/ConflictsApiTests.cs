using System.Net;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Api;

/// <summary>A person decides about a conflict; both sides come to hold what was decided, and what lost stays in its row.</summary>
public sealed class ConflictsApiTests
{
    [Theory]
    [InlineData("""{"winner":"lotus","by":"ada"}""", "3", "lotus")]
    [InlineData("""{"winner":"hms","by":"ada"}""", "2", "hms")]
    [InlineData("""{"value":"4","by":"ada"}""", "4", "(value)")]
    public async Task An_open_conflict_is_resolved_and_both_sides_hold_the_answer(string answer, string phone, string winner)
    {
        // Invariant 4: once somebody has decided, both sides agree again.
        using var workspace = new Workspace();
        await using var rig = await ConflictRig.StartAsync(workspace, ConflictRig.Manual);
        Assert.Equal("open", (await ConflictRig.OneAsync(rig)).GetProperty("state").GetString());
        Assert.Equal("2", ConflictRig.Phone(rig));
        Assert.Contains("phone", ConflictRig.Mirror(rig).Held);

        var resolved = await rig.Post("/api/conflicts/1/resolve", answer);
        Assert.Equal(HttpStatusCode.OK, resolved.Status);
        Assert.Equal(("resolved", winner), (
            resolved.Json.GetProperty("state").GetString(), resolved.Json.GetProperty("winner").GetString()));
        Assert.Contains("ada", resolved.Json.GetProperty("why").GetString(), StringComparison.Ordinal);
        await Eventually.Holds(() => ConflictRig.Phone(rig) == phone, "the hub has it");
        await Eventually.Holds(() => ConflictRig.LotusPhone(rig) == $"\"{phone}\"", "lotus has it");
        await ConflictRig.QuietAsync(rig);
        Assert.Empty(ConflictRig.Mirror(rig).Held);
        Assert.Equal("""{"hms":"2","lotus":"3"}""", (await ConflictRig.OneAsync(rig)).GetProperty("values").GetRawText());
        Assert.Single(
            (await rig.Get("/api/audit")).Json.EnumerateArray(), row => row.GetProperty("code").GetString() == "conflict_answered");
        Assert.Equal("[]", (await rig.Get("/api/conflicts")).Body);
    }

    [Fact]
    public async Task What_had_lost_by_a_rule_is_put_back_and_the_newer_value_it_replaces_is_kept()
    {
        // Invariant 6: the value that goes now stands in the row.
        using var workspace = new Workspace();
        await using var rig = await ConflictRig.StartAsync(workspace, ConflictRig.Latest);
        Assert.Equal("3", ConflictRig.Phone(rig));
        workspace.Hub("UPDATE appointments SET phone = '5'");
        await Eventually.Holds(() => ConflictRig.LotusPhone(rig) == "\"5\"", "lotus was told");

        var reverted = await rig.Post("/api/conflicts/1/revert", "{}");
        Assert.Equal("reverted", reverted.Json.GetProperty("state").GetString());
        Assert.Equal("hms", reverted.Json.GetProperty("winner").GetString());
        await Eventually.Holds(() => ConflictRig.LotusPhone(rig) == "\"2\"", "lotus has it");
        Assert.Equal("2", ConflictRig.Phone(rig));
        Assert.Equal("""{"hms":"2","lotus":"5"}""", (await ConflictRig.OneAsync(rig)).GetProperty("values").GetRawText());
    }

    [Fact]
    public async Task An_answer_keeps_its_place_and_survives_the_engine()
    {
        // Invariant 1: what was answered for is on the disk. Invariant 2: what lotus says after it is newer than it.
        using var workspace = new Workspace();
        await using (var rig = await ConflictRig.StartAsync(workspace, ConflictRig.Manual))
        {
            await rig.Post("/api/partners/lotus/pause", "{}");
            await rig.Post("/api/conflicts/1/resolve", """{"winner":"lotus"}""");
            await ConflictRig.RingAsync(rig, """ "tel":"6" """);
            Assert.Equal("2", ConflictRig.Phone(rig));
        }

        await using (var rig = await ServerRig.StartAsync(workspace))
        {
            await rig.Post("/api/partners/lotus/resume", "{}");
            await Eventually.Holds(() => ConflictRig.Phone(rig) == "6", "both came in their order");
            await ConflictRig.QuietAsync(rig);
            Assert.Equal("\"6\"", ConflictRig.LotusPhone(rig));
            Assert.Empty(ConflictRig.Mirror(rig).Held);
            Assert.Single((await rig.Get("/api/conflicts?all=true")).Json.EnumerateArray());
        }
    }

    [Fact]
    public async Task What_a_partner_says_between_the_answer_and_its_effect_is_not_lost()
    {
        // Invariant 6: lotus' third value was met while the field was held; it loses to the answer, and stands in a row.
        using var workspace = new Workspace();
        await using var rig = await ConflictRig.StartAsync(workspace, ConflictRig.Manual);
        await rig.Post("/api/partners/lotus/pause", "{}");
        await ConflictRig.RingAsync(rig, """ "tel":"6" """);
        await rig.Post("/api/conflicts/1/resolve", """{"winner":"hms"}""");
        await rig.Post("/api/partners/lotus/resume", "{}");
        await Eventually.Holds(() => ConflictRig.LotusPhone(rig) == "\"2\"", "lotus was told");
        Assert.Equal("""{"hms":"2","lotus":"6"}""", (await ConflictRig.OneAsync(rig, 2)).GetProperty("values").GetRawText());
        Assert.Equal("resolved", (await ConflictRig.OneAsync(rig, 2)).GetProperty("state").GetString());

        await rig.Post("/api/conflicts/2/revert", "{}");
        await Eventually.Holds(() => ConflictRig.Phone(rig) == "6", "it was put back");
    }

    [Fact]
    public async Task A_value_that_the_hub_changed_while_the_conflict_was_open_is_kept_when_it_goes()
    {
        // Invariant 6
        using var workspace = new Workspace();
        await using var rig = await ConflictRig.StartAsync(workspace, ConflictRig.Manual);
        workspace.Hub("UPDATE appointments SET phone = '8'");
        await rig.Post("/api/conflicts/1/resolve", """{"winner":"lotus"}""");
        await Eventually.Holds(() => ConflictRig.Phone(rig) == "3", "lotus' stands");
        Assert.Equal("""{"hms":"8","lotus":"3"}""", (await ConflictRig.OneAsync(rig)).GetProperty("values").GetRawText());
    }

    [Theory]
    [InlineData("/api/conflicts/99/resolve", """{"winner":"hms"}""", 404, "unknown_conflict")]
    [InlineData("/api/conflicts/99/revert", "{}", 404, "unknown_conflict")]
    [InlineData("/api/conflicts/1/resolve", "{}", 422, "bad_answer")]
    [InlineData("/api/conflicts/1/resolve", """{"winner":"hms","value":1}""", 422, "bad_answer")]
    [InlineData("/api/conflicts/1/resolve", """{"winner":"hospital"}""", 422, "bad_winner")]
    [InlineData("/api/conflicts/1/resolve", """{"value":{"a":1}}""", 422, "bad_value")]
    [InlineData("/api/conflicts/1/resolve", """{"winner":"hms","by":""}""", 422, "bad_by")]
    [InlineData("/api/conflicts/1/revert", "{}", 409, "still_open")]
    public async Task An_answer_that_cannot_be_is_refused_and_nothing_changes(string path, string body, int status, string code)
    {
        using var workspace = new Workspace();
        await using var rig = await ConflictRig.StartAsync(workspace, ConflictRig.Manual);
        var events = rig.Journal().Count;
        var answer = await rig.Post(path, body);
        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
        Assert.Equal("open", (await ConflictRig.OneAsync(rig)).GetProperty("state").GetString());
        Assert.Equal(events, rig.Journal().Count);
    }

    [Fact]
    public async Task A_conflict_is_answered_once_and_reverted_once()
    {
        using var workspace = new Workspace();
        await using var rig = await ConflictRig.StartAsync(workspace, ConflictRig.Manual);
        await rig.Post("/api/conflicts/1/resolve", """{"winner":"hms"}""");
        var again = await rig.Post("/api/conflicts/1/resolve", """{"winner":"lotus"}""");
        Assert.Equal((HttpStatusCode.Conflict, "already_resolved"), (again.Status, again.Code));

        await rig.Post("/api/conflicts/1/revert", "{}");
        await Eventually.Holds(() => ConflictRig.Phone(rig) == "3", "what lotus had is back");
        var twice = await rig.Post("/api/conflicts/1/revert", "{}");
        Assert.Equal((HttpStatusCode.Conflict, "already_reverted"), (twice.Status, twice.Code));
        Assert.Equal(HttpStatusCode.NotFound, (await rig.Get("/api/conflicts/99")).Status);
    }
}
