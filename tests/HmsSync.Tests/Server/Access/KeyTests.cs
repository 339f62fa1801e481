using System.Net;
using System.Text;
using HmsSync.Server.Access;
using Xunit;

namespace HmsSync.Tests.Server.Access;

public sealed class KeyTests
{
    [Fact]
    public async Task A_key_is_shown_once_and_nowhere_kept_but_as_its_hash()
    {
        using var workspace = new Workspace();
        string key;
        await using (var rig = await ServerRig.StartAsync(workspace))
        {
            var issued = (await rig.AskKeyAsync(new { name = "widget", scopes = "replay,stream", expires = "90d" })).Json;
            key = Keys.Text(issued, "key");
            Assert.Matches("^hms_[0-9a-f]{16}_[A-Za-z0-9_-]{43}$", key);
            var row = Assert.Single((await rig.Get("/api/keys")).Json.EnumerateArray());
            Assert.Equal(("widget", "live", "key"), (Keys.Text(row, "name"), Keys.Text(row, "state"), Keys.Text(row, "kind")));
            Assert.DoesNotContain(key, row.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain(rig.Log.Lines, line => line.Contains(key, StringComparison.Ordinal));
            Assert.Equal(HttpStatusCode.OK, (await rig.GetAsync("/replay", key)).Status);
        }

        foreach (var file in Directory.EnumerateFiles(workspace.Folder, "sync.db*"))
        {
            var content = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, ServerRig.Stop));
            Assert.DoesNotContain(key[21..], content, StringComparison.Ordinal);
        }

        // Over a restart it is the same key, and is known to have been used.
        await using var again = await ServerRig.StartAsync(workspace);
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/replay", key)).Status);
        Assert.NotNull(Keys.Text((await again.Get("/api/keys")).Json[0], "last_used"));
    }

    [Fact]
    public async Task A_scope_opens_its_doors_and_no_others()
    {
        await using var rig = await ServerRig.StartAsync();
        (string Scope, string Method, string Path)[] doors =
        [
            ("publish", "POST", "/events"), ("read", "GET", "/api/status"), ("read", "GET", "/api/parked"), ("read", "GET", "/metrics"),
            ("replay", "GET", "/replay"), ("stream", "GET", "/stream"), ("stream", "POST", "/auth/ticket"),
            ("admin", "POST", "/api/partners/lotus/pause"), ("admin", "GET", "/api/keys"), ("admin", "POST", "/api/parked/drop"),
            ("admin", "POST", "/api/backfill"), ("admin", "POST", "/api/resume"),
        ];
        foreach (var scope in doors.Select(d => d.Scope).Distinct())
        {
            var key = await rig.IssueAsync($"for-{scope}", scope);
            foreach (var door in doors.Where(d => d.Scope != scope && scope != "admin"))
            {
                var answer = door.Method == "GET" ? await rig.GetAsync(door.Path, key) : await rig.PostAsync(door.Path, key, "{}");
                Assert.Equal((HttpStatusCode.Forbidden, "scope_missing"), (answer.Status, answer.Code));
                Assert.Equal(door.Scope, Keys.Text(answer.Json, "field"));
            }

            foreach (var door in doors.Where(d => (d.Scope == scope || scope == "admin") && d.Path != "/stream"))
            {
                var answer = door.Method == "GET" ? await rig.GetAsync(door.Path, key) : await rig.PostAsync(door.Path, key, "{}");
                Assert.NotEqual(HttpStatusCode.Unauthorized, answer.Status);
                Assert.NotEqual(HttpStatusCode.Forbidden, answer.Status);
            }
        }
    }

    [Fact]
    public async Task A_partners_key_sees_what_the_partner_is_owed_and_publishes_in_its_name()
    {
        await using var rig = await ServerRig.StartAsync();
        var key = await rig.IssueAsync("lotus-reader", "publish replay", "lotus");
        Assert.Equal(HttpStatusCode.Accepted, (await rig.PostAsync("/events", key, """{"topic":"bed.asked","data":{"bed":1}}""")).Status);
        Assert.Equal("lotus", rig.Journal().Single(e => e.Topic == "bed.asked").Source.Name);
        await rig.Post("/events", """{"topic":"note","data":{"text":"for lotus"}}""");
        await rig.Post("/events", """{"topic":"secret","data":{"text":"for nobody"}}""");
        foreach (var path in new[] { "/replay", "/replay?partner=lotus" })
        {
            var seen = (await rig.GetAsync(path, key)).Json.GetProperty("events").EnumerateArray().ToList();
            Assert.Equal(["note"], seen.Select(e => Keys.Text(e, "topic")));
            Assert.Equal(1, seen[0].GetProperty("partner_seq").GetInt64());
        }

        foreach (var other in new[] { "hospital", "nobody" })
        {
            var refused = await rig.GetAsync($"/replay?partner={other}", key);
            Assert.Equal((HttpStatusCode.Forbidden, "partner_refused"), (refused.Status, refused.Code));
        }
    }

    [Fact]
    public async Task A_key_that_was_revoked_or_has_ended_opens_nothing_also_after_a_restart()
    {
        using var workspace = new Workspace();
        string revoked;
        string other;
        await using (var rig = await ServerRig.StartAsync(workspace))
        {
            (revoked, other) = (await rig.IssueAsync("one", "replay"), await rig.IssueAsync("two", "replay"));
            var answer = await rig.Post("/api/keys/one/revoke", "{}");
            Assert.Equal((HttpStatusCode.OK, "revoked"), (answer.Status, Keys.Text(answer.Json, "state")));
            Assert.Equal(HttpStatusCode.Unauthorized, (await rig.GetAsync("/replay", revoked)).Status);
            Assert.Equal(HttpStatusCode.OK, (await rig.GetAsync("/replay", other)).Status);
            Assert.Equal((HttpStatusCode.NotFound, "unknown_key"), Of(await rig.Post("/api/keys/one/revoke", "{}")));

            // Its name is free again.
            Assert.NotEqual(revoked, await rig.IssueAsync("one", "replay"));
            Assert.Equal((HttpStatusCode.Conflict, "name_taken"), Of(await rig.Post("/api/keys", """{"name":"one","scopes":"read"}""")));
        }

        await using var again = await ServerRig.StartAsync(workspace);
        Assert.Equal(HttpStatusCode.Unauthorized, (await again.GetAsync("/replay", revoked)).Status);
        Assert.Equal(HttpStatusCode.OK, (await again.GetAsync("/replay", other)).Status);
    }

    // The key's text is an id and 256 bits: each of them counts.
    [Fact]
    public async Task A_key_that_is_nearly_right_is_wrong()
    {
        await using var rig = await ServerRig.StartAsync();
        var key = await rig.IssueAsync("one", "replay");
        var last = key[^2] == 'A' ? 'B' : 'A';
        string[] wrong = [key[..^2] + last + key[^1], key[..^1], key + "A", key.ToUpperInvariant(), KeyText.New(KeyText.NewId()), "hms_"];
        foreach (var text in wrong)
        {
            Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), Of(await rig.GetAsync("/replay", text)));
        }

        Assert.Equal(HttpStatusCode.OK, (await rig.GetAsync("/replay", key)).Status);
    }

    [Theory]
    [InlineData("""{"scopes":"read"}""", "bad_name")]
    [InlineData("""{"name":"a b","scopes":"read"}""", "bad_name")]
    [InlineData("""{"name":"a","scopes":"reed"}""", "bad_scope")]
    [InlineData("""{"name":"a","scopes":""}""", "bad_scope")]
    [InlineData("""{"name":"a","scopes":"replay","partner":"nobody"}""", "unknown_partner")]
    [InlineData("""{"name":"a","scopes":"replay,admin","partner":"lotus"}""", "scope_not_for_partner")]
    [InlineData("""{"name":"a","scopes":"read","partner":"lotus"}""", "scope_not_for_partner")]
    [InlineData("""{"name":"a","scopes":"webhook"}""", "partner_needed")]
    [InlineData("""{"name":"a","scopes":"read","expires":"soon"}""", "bad_expires")]
    [InlineData("""{"name":"a","scopes":"read","expires":90}""", "bad_expires")]
    [InlineData("""{"name":"a","scopes":"read","expires":"0s"}""", "bad_expires")]
    [InlineData("""{"name":"a","scopes":"read","expires":"400d","jwt":true}""", "bad_expires")]
    public async Task A_key_that_makes_no_sense_is_not_issued(string form, string code)
    {
        await using var rig = await ServerRig.StartAsync();
        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), Of(await rig.Post("/api/keys", form)));
        Assert.Empty((await rig.Get("/api/keys")).Json.EnumerateArray());
    }

    private static (HttpStatusCode, string?) Of(Answer answer) => (answer.Status, answer.Code);
}
