using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Lanes;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Api;

/// <summary>A conflict about a phone number between the hub and lotus, as the rule of the workspace makes it.</summary>
internal static class ConflictRig
{
    public const string Manual = """
        table: appointments
        rules: [{ field: phone, winner: manual }, { field: [status, start], winner: manual }]
        deletes: manual
        clock: { max_skew: 1ms }
        """;

    public const string Latest = """
        table: appointments
        rules: [{ field: "*", winner: latest_change }]
        clock: { max_skew: 1ms }
        """;

    /// <summary>Both sides hold phone "1"; then the hub says "2" and lotus "3".</summary>
    public static async Task<ServerRig> StartAsync(Workspace workspace, string rules)
    {
        await File.WriteAllTextAsync(Path.Combine(workspace.Folder, "conflicts", "appointments.yml"), rules, ServerRig.Stop);
        var rig = await ServerRig.StartAsync(workspace);
        await RingAsync(rig, """ "state":"B","begin":"09:00","tel":"1" """);
        await Eventually.Holds(() => rig.Outcomes().Count == 2, "both sides hold it");
        await rig.Post("/api/partners/lotus/pause", "{}");
        workspace.Hub("UPDATE appointments SET phone = '2'");
        await Eventually.Holds(() => rig.Journal().Count == 3, "the hub's change is journaled");
        await RingAsync(rig, """ "tel":"3" """);
        rig.Partner.Answer(503); // or it could be told "2" before the hub has seen its "3"
        await rig.Post("/api/partners/lotus/resume", "{}");
        await Eventually.Holds(() => rig.Engine.Store.Readers.Read(r => r.Reports.Conflict(1)) is not null, "they differ");
        rig.Partner.Answer(200);
        await QuietAsync(rig);
        Assert.Equal("1", (await OneAsync(rig)).GetProperty("id").ToString());
        return rig;
    }

    /// <summary>Lotus says something of the record.</summary>
    public static async Task RingAsync(ServerRig rig, string fields)
        => await rig.Ring("/webhook/lotus/slot", $$"""{"auth":"{{Workspace.Secret}}","uid":7,{{fields.Trim()}}}""");

    public static async Task<JsonElement> OneAsync(ServerRig rig, int id = 1) => (await rig.Get($"/api/conflicts/{id}")).Json;

    public static string? Phone(ServerRig rig) => rig.Workspace.AskHub("SELECT phone FROM appointments");

    /// <summary>All that is owed has ended, and what the hub made of it too.</summary>
    public static Task QuietAsync(ServerRig rig) => Eventually.Holds(
        () => rig.Engine.Lanes.All(lane => lane.View.Lag == 0) && Mirror(rig).Awaits.Value == 0, "all is quiet");

    /// <summary>What lotus holds by what it said and was told.</summary>
    public static LinkRow Mirror(ServerRig rig) => rig.Engine.Store.Readers.Read(reader => reader.Links.One(
        reader.Reports.LaneId("lotus")!.Value, reader.Rows.RecordId("appointments", new RecordKey("""{"id":7}""")) ?? 0));

    /// <summary>The phone number that lotus holds, JSON.</summary>
    public static string LotusPhone(ServerRig rig)
        => JsonDocument.Parse(Mirror(rig).Fields).RootElement.GetProperty("phone").GetRawText();
}
