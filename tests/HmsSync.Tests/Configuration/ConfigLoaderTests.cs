using Xunit;
using HmsSync.Configuration;
using HmsSync.Sdk;

namespace HmsSync.Tests.Configuration;

public sealed class ConfigLoaderTests
{
    private const string Full = """
        zone: America/New_York
        hms:
          feed: sqlite
          connection: hms.db
          snapshot: initial
          tables:
            clinics:
            appointments:
              key: [clinic_id, id]
              new-keys: uuid
              references: { clinic_id: clinics }
              changed_at: updated_at
            rules: { key: id, event: rule.published }
        store: data/sync.db
        server: { listen: "http://127.0.0.1:9090", cors: [https://board.example], auth: none }
        replay: { keep_events: 5, keep_for: 1d, owed: { max_age: 2d, max_events: 7 } }
        governance: none
        partners:
          hospital:
            adapter: http
            settings: {}
            url: https://county.example/api/{patient.id}
            method: put
            deletes: { method: DELETE, url: "https://county.example/api/{patient.id}" }
            auth: { body-field: token, secret: ["${NEW}", "${OLD}"] }
            mapping: mappings/hospital.json
            send:
              - on: rule.published
                where: { scope: Hospital }
              - event: rules
                leaves: delete
            receive:
              webhook: { verify: { scheme: body_field, field: auth, secret: "${OLD}" }, id: { field: msg } }
              events:
                bedChange: { publish: hospital.bedChange, path: /webhook/bedChange }
                shift: { table: rules, op: { field: type, delete: [cancelled] }, version: rev, items: entries.list }
                gone: { table: rules, op: delete }
            timeout: 3s
            concurrency: 4
            rate: 120/m
            retry: { first: 500ms, max: 1m, give_up_after: 1h }
            allow_network: [10.0.0.0/8, "::1"]
          reports:
            url: https://reports.example/
            mode: batch
            schedule: { every: 1h, missed: skip }
            send: [ { on: hospital.bedChange } ]
          nightly:
            url: https://nightly.example/
            mode: batch
            schedule: "0 3 * * *"
            send: [ { on: clinics } ]
            deletes: send
          board: { adapter: none, send: [ { on: appointments } ] }
        """;

    private readonly Workspace _workspace = new();

    public ConfigLoaderTests()
    {
        _workspace.Environment["NEW"] = "new-secret";
        _workspace.Environment["OLD"] = "old-secret";
        _workspace.Files.With(
            "ws/mappings/hospital.json", """{ "fields": { "id": "patient.id", "scope": "scope" } }""");
    }

    [Fact]
    public void Hub_store_server_and_replay_are_as_written()
    {
        var plan = _workspace.Plan(Full);
        Assert.Equal("America/New_York", plan.Zone.Id);
        Assert.Equal(Path.GetFullPath("ws/data/sync.db"), plan.StorePath);
        Assert.Equal(Path.GetFullPath("ws/hms.db"), plan.Hub.Connection);
        Assert.True(plan.Hub.SnapshotInitial);
        Assert.Equal(["clinics", "appointments", "rules"], plan.Hub.Tables.Select(t => t.Name));
        Assert.Empty(plan.Hub.Tables[0].Key);
        var appointments = plan.Hub.Table("appointments")!;
        Assert.Equal(["clinic_id", "id"], appointments.Key);
        Assert.Equal(NewKeys.Uuid, appointments.NewKeys);
        Assert.Equal("clinics", appointments.References["clinic_id"]);
        Assert.Equal("updated_at", appointments.ChangedAt);
        Assert.Equal("rule.published", plan.Hub.Table("rules")!.Event);
        Assert.Equal(9090, plan.Server.Listen.Port);
        Assert.False(plan.Server.AuthRequired);
        Assert.Equal(["https://board.example"], plan.Server.Cors);
        Assert.Equal(new ReplayPlan(5, TimeSpan.FromDays(1), TimeSpan.FromDays(2), 7), plan.Replay);
    }

    [Fact]
    public void A_partner_is_as_written()
    {
        var partner = _workspace.Plan(Full).Partners[0];
        Assert.Equal("hospital", partner.Name.Name);
        Assert.Equal("PUT", partner.Method);
        Assert.Equal(new DeleteCall("DELETE", "https://county.example/api/{patient.id}"), partner.Deletes.Call);
        Assert.Equal(AuthKind.BodyField, partner.Auth.Kind);
        Assert.Equal("token", partner.Auth.Name);
        Assert.Equal(["new-secret", "old-secret"], partner.Auth.Secrets.Select(s => s.Reveal()));
        Assert.Null(partner.Batch);
        Assert.Equal(["rule.published", "rules"], partner.Send.Select(r => r.On));
        Assert.False(partner.Send[0].Where.IsAlways);
        Assert.True(partner.Send[1].Where.IsAlways);
        Assert.True(partner.Send[1].LeavesDelete);
        Assert.Equal(TimeSpan.FromSeconds(3), partner.Timeout);
        Assert.Equal(4, partner.Concurrency);
        Assert.Equal(2.0, partner.RatePerSecond);
        var retry = new RetryPlan(TimeSpan.FromMilliseconds(500), TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));
        Assert.Equal(retry, partner.Retry);
        Assert.Equal(["10.0.0.0/8", "::1/128"], partner.AllowNetwork.Select(n => n.ToString()));
    }

    [Fact]
    public void Doorbells_are_as_written()
    {
        var partner = _workspace.Plan(Full).Partners[0];
        Assert.Equal(VerifyScheme.BodyField, partner.Verify!.Scheme);
        Assert.Equal("auth", partner.Verify.Name);
        Assert.Equal(new WebhookIdPlan(null, "msg"), partner.WebhookId);
        Assert.Equal("/webhook/bedChange", partner.Receive[0].Path);
        Assert.Equal("hospital.bedChange", partner.Receive[0].Publish);
        var shift = partner.Receive[1];
        Assert.Equal(("rules", "rev", "entries.list"), (shift.Table, shift.Version, shift.Items));
        Assert.Equal("type", shift.Op.Field);
        Assert.Equal(ChangeOp.Delete, shift.Op.Words["cancelled"]);
        Assert.Equal(ChangeOp.Delete, partner.Receive[2].Op.Fixed);
        Assert.True(partner.MayChange("rules"));
    }

    [Fact]
    public void A_partner_that_says_little_gets_the_documented_defaults()
    {
        var plan = _workspace.Plan(Full);
        var (reports, nightly, board) = (plan.Partners[1], plan.Partners[2], plan.Partners[3]);
        Assert.Equal(
            ("http", "POST", 8, null), (reports.Adapter, reports.Method, reports.Concurrency, reports.RatePerSecond));
        Assert.Equal(TimeSpan.FromSeconds(10), reports.Timeout);
        Assert.Equal(RetryPlan.Default, reports.Retry);
        Assert.Equal(
            (null, TimeSpan.FromHours(1), false), (reports.Batch!.Cron, reports.Batch.Every, reports.Batch.RunMissed));
        Assert.NotNull(nightly.Batch!.Cron);
        Assert.True(nightly.Batch.RunMissed);
        Assert.Equal(new DeletesPlan(true, null), nightly.Deletes);
        Assert.Equal("none", board.Adapter);
        Assert.Same(HmsSync.Map.MappingPlan.Identity, board.Send[0].Mapping);
    }

    [Fact]
    public void All_faults_of_all_files_are_told_at_once_in_order()
    {
        _workspace.Files.With("ws/mappings/hospital.json", """{ "fields": { "id": 5 }, "rests": "keep" }""");
        var broken = Full.Replace("3s", "3x", StringComparison.Ordinal)
            .Replace("${NEW}", "${MISSING}", StringComparison.Ordinal)
            .Replace("snapshot: initial", "snapshots: initial", StringComparison.Ordinal)
            .Replace("{patient.id}", "x", StringComparison.Ordinal);
        var result = _workspace.Load(broken);
        Assert.Null(result.Plan);
        Assert.Equal(
            [
                "config.unknown_key ws/hms-sync.yml:5", "config.env_missing ws/hms-sync.yml:25",
                "config.bad_value ws/hms-sync.yml:38", "config.wrong_type ws/mappings/hospital.json:1",
                "config.unknown_key ws/mappings/hospital.json:1",
            ],
            result.Faults.Select(f => $"{f.Code} {f.Place!.File}:{f.Place.Line}"));
    }

    [Fact]
    public void No_fault_and_no_warning_ever_says_a_secret()
    {
        foreach (var cut in Enumerable.Range(0, Full.Length).Where(i => i % 4 == 0))
        {
            var result = _workspace.Load(
                Full.Replace("\"${NEW}\"", "new-secret", StringComparison.Ordinal).Remove(cut, 1));
            Assert.DoesNotContain(
                result.Faults.Concat(result.Plan?.Warnings ?? []),
                f => f.ToString().Contains("-secret", StringComparison.Ordinal));
        }
    }
}
