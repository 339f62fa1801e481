using System.Text;
using System.Text.Json.Nodes;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Adapters.Records;

/// <summary>
/// What the engine expects of any adapter with records. An adapter is tried by a class that derives from this one and brings its
/// world: a partner with appointments of <c>begin</c>, <c>title</c>, <c>ref</c> (the hub's key) and <c>categories</c>, of which those
/// of category WIC are ours.
/// </summary>
public abstract class RecordsAdapterTests
{
    private const string Table = "appointments";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private protected abstract Task<IRecordsWorld> StartAsync();

    [Fact]
    public async Task A_record_that_was_made_stands_there_and_its_key_and_version_are_told()
    {
        await using var world = await StartAsync();

        var made = await InsertAsync(world, 42);

        Assert.Null(made.Failure);
        Assert.NotNull(made.Version);
        var key = KeyIn(made.Record);
        Assert.Equal("WIC", (await world.StandsAsync(key))!["title"]!.ToString());
        var read = await ReadAsync(world, key);
        Assert.Equal((RecordPresence.Found, made.Version), (read.Presence, read.Record!.Version));
    }

    [Fact]
    public async Task What_the_partner_made_of_a_value_is_told()
    {
        await using var world = await StartAsync();
        var made = await InsertAsync(world, 42, title: "  WIC  ");
        Assert.Equal("WIC", JsonNode.Parse(made.Record.Span)!["title"]!.ToString());
    }

    [Fact]
    public async Task The_same_create_again_makes_no_second_record()
    {
        // Invariant 3: the same key for the same body, and the partner does nothing twice.
        await using var world = await StartAsync();
        var first = await InsertAsync(world, 42);
        var second = await InsertAsync(world, 42);
        Assert.Null(second.Failure);
        Assert.Equal(KeyIn(first.Record), KeyIn(second.Record));
        Assert.Single((await ListAsync(world)).Items);
    }

    [Fact]
    public async Task An_update_changes_what_changed_and_leaves_what_we_do_not_know()
    {
        await using var world = await StartAsync();
        var made = await InsertAsync(world, 42);
        var key = KeyIn(made.Record);
        await world.ClerkChangesAsync(key, new JsonObject { ["room"] = "7b", ["begin"] = "2030-01-08T09:00:00Z" });
        var seen = (await ReadAsync(world, key)).Record!.Version;

        var updated = await UpdateAsync(world, 42, key, seen, """{"title":"WIC, moved"}""");

        Assert.Null(updated.Failure);
        Assert.NotEqual(seen, updated.Version);
        var stands = (await world.StandsAsync(key))!;
        Assert.Equal("WIC, moved 7b 2030-01-08T09:00:00Z 42", $"{stands["title"]} {stands["room"]} {stands["begin"]} {stands["ref"]}");
    }

    [Fact]
    public async Task A_write_on_an_older_version_is_a_conflict_and_changes_nothing()
    {
        // Invariant 6: what somebody wrote meanwhile is not written over.
        await using var world = await StartAsync();
        var made = await InsertAsync(world, 42);
        var key = KeyIn(made.Record);
        await world.ClerkChangesAsync(key, new JsonObject { ["title"] = "clerk" });

        var updated = await UpdateAsync(world, 42, key, made.Version, """{"title":"ours"}""");
        var deleted = await DeleteAsync(world, key, made.Version);

        Assert.Equal((FailureKind.Conflict, FailureKind.Conflict), (updated.Failure, deleted.Failure));
        Assert.Equal("clerk", (await world.StandsAsync(key))!["title"]!.ToString());
    }

    [Fact]
    public async Task A_delete_takes_the_record_away_and_again_it_is_done()
    {
        await using var world = await StartAsync();
        var made = await InsertAsync(world, 42);
        var key = KeyIn(made.Record);

        Assert.Null((await DeleteAsync(world, key, made.Version)).Failure);
        Assert.Null(await world.StandsAsync(key));
        Assert.Null((await DeleteAsync(world, key, made.Version, idempotencyKey: "again")).Failure);
    }

    [Fact]
    public async Task An_update_of_what_is_gone_finds_nothing()
    {
        await using var world = await StartAsync();
        var made = await InsertAsync(world, 42);
        var key = KeyIn(made.Record);
        await world.ClerkRemovesAsync(key);

        Assert.Equal(FailureKind.NotFound, (await UpdateAsync(world, 42, key, made.Version, """{"title":"x"}""")).Failure);
        Assert.Equal(RecordPresence.NotThere, (await ReadAsync(world, key)).Presence);
    }

    [Fact]
    public async Task A_record_that_is_not_ours_is_neither_taken_nor_written_nor_missing()
    {
        await using var world = await StartAsync();
        var made = await InsertAsync(world, 42);
        var key = KeyIn(made.Record);
        await world.ClerkChangesAsync(key, new JsonObject { ["categories"] = "Dental" });

        Assert.Equal(RecordPresence.NotOurs, (await ReadAsync(world, key)).Presence);
        Assert.Equal("not_ours", (await UpdateAsync(world, 42, key, version: null, """{"title":"x"}""")).Code);
        Assert.Equal("not_ours", (await DeleteAsync(world, key, version: null)).Code);
        Assert.Empty((await ListAsync(world)).Items);
        Assert.NotNull(await world.StandsAsync(key));
    }

    [Fact]
    public async Task A_record_is_found_by_the_hubs_key()
    {
        await using var world = await StartAsync();
        await InsertAsync(world, 41);
        var made = await InsertAsync(world, 42);

        var found = await FindAsync(world, 42);
        Assert.Equal(KeyIn(made.Record), KeyIn(found.Record!.Fields));
        Assert.Equal(RecordPresence.NotThere, (await FindAsync(world, 43)).Presence);
    }

    [Fact]
    public async Task A_list_goes_page_by_page_to_its_end()
    {
        await using var world = await StartAsync();
        for (var id = 1; id <= 7; id++)
        {
            await InsertAsync(world, id);
        }

        await world.ClerkMakesAsync(Appointment(99, "Dental"));
        var refs = new List<string>();
        var page = await ListAsync(world, limit: 3);
        refs.AddRange(Refs(page));
        while (page.Next is { } next)
        {
            page = await ListAsync(world, next, limit: 3);
            refs.AddRange(Refs(page));
        }

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7"], refs.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Changes_tell_what_happened_since_the_cursor_and_nothing_again()
    {
        await using var world = await StartAsync();
        var first = await PullAsync(world, "");
        var made = await world.ClerkMakesAsync(Appointment(5, "WIC"));
        var gone = await world.ClerkMakesAsync(Appointment(6, "WIC"));
        var second = await PullAsync(world, first.Next ?? "");
        await world.ClerkChangesAsync(made, new JsonObject { ["title"] = "later" });
        await world.ClerkRemovesAsync(gone);
        var third = await PullAsync(world, second.Next!);
        var last = await PullAsync(world, third.Next!);

        Assert.Empty(first.Items);
        Assert.Equal(["5", "6"], Refs(second));
        Assert.Equal([false, true], third.Items.Select(i => i.Deleted));
        Assert.Equal((made, gone), (KeyIn(third.Items[0].Fields), KeyIn(third.Items[1].Fields)));
        Assert.All(third.Items, item => Assert.NotNull(item.ChangedAt));
        Assert.All(third.Items, item => Assert.NotNull(item.Version));
        Assert.Empty(last.Items);
        Assert.Null(last.Next);
    }

    [Fact]
    public async Task A_cursor_that_is_too_old_is_gone()
    {
        await using var world = await StartAsync();
        await world.ClerkMakesAsync(Appointment(1, "WIC"));
        var old = await PullAsync(world, "");
        for (var id = 2; id <= 30; id++)
        {
            await world.ClerkMakesAsync(Appointment(id, "WIC"));
        }

        var page = await PullAsync(world, old.Next!);
        Assert.True(page.CursorGone);
        Assert.Null(page.Failure);
    }

    [Fact]
    public async Task It_says_what_it_can()
    {
        await using var world = await StartAsync();
        const RecordCapabilities all = RecordCapabilities.Insert | RecordCapabilities.Update | RecordCapabilities.Delete
            | RecordCapabilities.Read | RecordCapabilities.Find | RecordCapabilities.List | RecordCapabilities.Changes;
        Assert.Equal(all, world.Adapter.Capabilities(Table) & all);
        Assert.Equal(RecordCapabilities.None, world.Adapter.Capabilities("elsewhere"));
    }

    private static JsonObject Appointment(int hubId, string category, string title = "WIC") => new()
    {
        ["ref"] = hubId,
        ["begin"] = "2030-01-07T10:00:00Z",
        ["title"] = title,
        ["categories"] = category,
    };

    private static Task<PushOutcome> InsertAsync(IRecordsWorld world, int hubId, string title = "WIC")
    {
        var body = Appointment(hubId, "WIC", title);
        body["id"] = world.KeyOf(hubId);
        return world.Adapter.PushAsync(Request(ChangeOp.Insert, hubId, $"i-{hubId}", body.ToJsonString()), Stop);
    }

    private static Task<PushOutcome> UpdateAsync(IRecordsWorld world, int hubId, string key, string? version, string changed)
    {
        var whole = Appointment(hubId, "WIC");
        whole["id"] = world.KeyOf(hubId);
        var request = Request(ChangeOp.Update, hubId, $"u-{hubId}", whole.ToJsonString());
        return world.Adapter.PushAsync(
            request with { PartnerKey = key, IfVersion = version, Changed = Encoding.UTF8.GetBytes(changed) }, Stop);
    }

    private static Task<PushOutcome> DeleteAsync(IRecordsWorld world, string key, string? version, string idempotencyKey = "d")
        => world.Adapter.PushAsync(
            Request(ChangeOp.Delete, 42, idempotencyKey, "{}") with { PartnerKey = key, IfVersion = version }, Stop);

    private static PushRequest Request(ChangeOp op, int hubId, string idempotencyKey, string body) => new()
    {
        IdempotencyKey = idempotencyKey,
        Op = op,
        Topic = Table,
        Key = $$"""{"id":{{hubId}}}""",
        Seq = 7,
        PartnerSeq = 3,
        Body = Encoding.UTF8.GetBytes(body),
    };

    private static Task<RecordOutcome> ReadAsync(IRecordsWorld world, string key)
        => world.Adapter.ReadAsync(new RecordQuery { Table = Table, Key = "", PartnerKey = key }, Stop);

    private static Task<RecordOutcome> FindAsync(IRecordsWorld world, int hubId)
        => world.Adapter.FindAsync(new RecordQuery { Table = Table, Key = $$"""{"id":{{hubId}}}""" }, Stop);

    private static Task<PageOutcome> ListAsync(IRecordsWorld world, string cursor = "", int limit = 100)
        => world.Adapter.ListAsync(new PageQuery(Table, cursor, limit), Stop);

    private static Task<PageOutcome> PullAsync(IRecordsWorld world, string cursor)
        => world.Adapter.PullAsync(new PageQuery(Table, cursor, 100), Stop);

    private static string KeyIn(ReadOnlyMemory<byte> record) => JsonNode.Parse(record.Span)!["id"]!.ToJsonString();

    private static IEnumerable<string> Refs(PageOutcome page)
        => page.Items.Select(item => JsonNode.Parse(item.Fields.Span)!["ref"]!.ToString());
}
