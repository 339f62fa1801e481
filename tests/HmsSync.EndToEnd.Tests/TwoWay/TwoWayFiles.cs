using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>The files of a workspace whose appointments are kept on both sides.</summary>
internal static class TwoWayFiles
{
    public const string Token = "t0ken-of-the-calendar";

    /// <summary>The hub's own column is mapped to nobody.</summary>
    public const string Schema = """
        PRAGMA journal_mode = WAL;
        CREATE TABLE appointments(
            id TEXT PRIMARY KEY, citizen_id TEXT NOT NULL DEFAULT 'unknown', start TEXT NOT NULL, subject TEXT NOT NULL,
            notes TEXT, status TEXT NOT NULL DEFAULT 'booked');
        """;

    public const string Everything = "[insert, update, delete]";

    public const string SqliteHub
        = "hub: { feed: sqlite, connection: hms.db, snapshot: none, tables: { appointments: { key: id } } }";

    private const string Mapping = """
        { "fields": { "id": "id", "start": "begin", "subject": "title", "notes": "notes", "status": "type" }, "rest": "drop" }
        """;

    private const string Config = SqliteHub + "\n" + """
        store: sync.db
        server: { listen: "ENGINE", auth: required }
        governance: none
        partners:
          clinic_calendar:
            adapter: http
            url: CALENDAR/api
            auth: { bearer: "${file:secrets/clinic_calendar.token}" }
            mapping: mapping.json
            send: [ { on: appointments } ]
            receive:
              poll: POLL
              webhook: { verify: { scheme: body-field, field: auth, secret: "${file:secrets/clinic_calendar.doorbell}" } }
              events: { slotChange: { table: appointments, op: upsert } }
            records:
              appointments:
                full: true
                ops: OPS
                insert: PUT /appointments/{id}
                update: PATCH /appointments/{id}
                delete: DELETE /appointments/{id}
                read: GET /appointments/{id}
                list: GET /appointments?cursor={cursor}&limit={limit}
                changes: GET /appointments/changes?since={cursor}&limit={limit}
                items: items
                next: next
                deleted: deleted
                version: etag
                changed_at: updated_at
            timeout: 3s
            retry: { first: 200ms, max: 1s, give_up_after: 3d }
            allow_network: [127.0.0.0/8]
        """;

    private const string Rules = """
        table: appointments
        rules:
          - { field: subject, winner: hub }
          - { field: notes, winner: partner }
          - { field: "*", winner: latest_change }
        deletes: DELETES
        """;

    public static void Write(
        TempWorkspace workspace,
        string engine,
        string calendar,
        string poll,
        string deletes,
        string? first,
        string ops = Everything)
    {
        string Filled(string text) => text
            .Replace("ENGINE", engine, StringComparison.Ordinal)
            .Replace("CALENDAR", calendar, StringComparison.Ordinal)
            .Replace("POLL", poll, StringComparison.Ordinal)
            .Replace("DELETES", deletes, StringComparison.Ordinal)
            .Replace("OPS", ops, StringComparison.Ordinal);
        workspace.Write("hms-sync.yml", Filled(Config));
        workspace.Write("mapping.json", Mapping);
        workspace.Write("conflicts/appointments.yml", Filled(Rules) + (first is null ? "" : $"\nfirst: {first}\n"));
        workspace.Write("secrets/clinic_calendar.token", Token);
        workspace.Write("secrets/clinic_calendar.doorbell", "d00rbell-of-the-calendar");
    }
}
