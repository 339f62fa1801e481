using Xunit;

namespace HmsSync.Tests.Configuration;

/// <summary>The example that shows every key: what is built loads, and only what is not built is refused.</summary>
public sealed class ContractExampleTests
{
    private const string Example = """
        zone: America/New_York
        hub:
          feed: sqlite
          connection: hms.db
          snapshot: none
          slot: hms_sync
          max_retained: 10GiB
          tables:
            appointments:
              key: id
              new_keys: mapped
              references: { clinic_id: clinics }
              changed_at: updated_at
            rules: { key: id, event: rule.published }
        store: sync.db
        server: { listen: "http://127.0.0.1:8080", cors: [], auth: required }
        replay: { keep_events: 1000000, keep_for: 7d, owed: { max_age: 30d, max_events: 10000000 } }
        conflicts: conflicts/
        governance: governance.yml
        adapters: adapters/
        partners:
          hospital:
            adapter: http
            settings: {}
            url: https://county-health.example/api/v1/reserveBeds
            method: POST
            deletes: ignore
            auth: { body_field: token, secret: "${HOSPITAL_SECRET}" }
            mapping: mappings/hospital.json
            mode: batch
            schedule: "0 * * * *"
            send:
              - on: rule.published
                where: { scope: Hospital }
                mapping: mappings/rules.json
              - on: appointments
                where: { status: booked }
                leaves: keep
            receive:
              poll: 5s
              webhook: { verify: { scheme: body-field, field: auth, secret: "${HOSPITAL_SECRET}" } }
              events:
                bedChange: { publish: hospital.bedChange, path: /webhook/bedChange }
                slotChange: { table: appointments, op: upsert }
                shift: { table: appointments, op: { field: type, delete: [cancelled] }, version: rev }
                many: { table: appointments, op: upsert, items: entries }
                ring: { poll: appointments }
            format: flat
            silence: 1h
            timeout: 3s
            concurrency: 8
            rate: 100/s
            retry: { first: 1s, max: 5m, give_up_after: 3d }
            allow_network: [10.0.0.0/8]
        """;

    private readonly Workspace _workspace = new();

    public ContractExampleTests()
    {
        _workspace.Environment["HOSPITAL_SECRET"] = "s";
        _workspace.Files.With("ws/mappings/hospital.json", """{ "fields": { "id": "ref", "start": "begin" } }""");
        _workspace.Files.With("ws/mappings/rules.json", """{ "fields": { "minIcuBeds": "bedCap" } }""");
    }

    [Fact]
    public void Only_what_is_not_built_is_refused()
        => Assert.Equal(
            ["governance"],
            _workspace.Load(Example).Faults.Select(f => f.Code == "config.not_built" ? f.Message.Split('\'')[1] : f.Code));

    [Fact]
    public void Without_that_it_loads()
    {
        string[] notBuilt = ["governance:", "silence:"];
        var rest = Example.Split('\n').Where(l => !notBuilt.Any(n => l.Contains(n, StringComparison.Ordinal)));
        var partner = Assert.Single(_workspace.Plan(string.Join('\n', rest)).Partners);
        Assert.Equal(["bedChange", "slotChange", "shift", "many", "ring"], partner.Receive.Select(r => r.Event));
        Assert.NotNull(partner.Batch);
    }
}
