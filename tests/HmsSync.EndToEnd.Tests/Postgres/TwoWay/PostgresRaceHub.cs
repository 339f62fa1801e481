using HmsSync.EndToEnd.Tests.TwoWay;
using Npgsql;

namespace HmsSync.EndToEnd.Tests.Postgres.TwoWay;

/// <summary>A database of a real server, with a role for us that is no superuser; the application has connections of its own.</summary>
internal sealed class PostgresRaceHub(PostgresServer server) : IRaceHub
{
    private const string Schema =
        """
        CREATE ROLE clinic_owner NOLOGIN;
        CREATE TABLE appointments(
            id text PRIMARY KEY, citizen_id text NOT NULL DEFAULT 'unknown', start text NOT NULL, subject text NOT NULL,
            notes text, status text NOT NULL DEFAULT 'booked');
        ALTER TABLE appointments OWNER TO clinic_owner;
        GRANT CREATE ON DATABASE postgres TO clinic_owner;
        CREATE ROLE hms_sync LOGIN REPLICATION IN ROLE clinic_owner;
        """;

    public string Config
        => $$"""hub: { feed: postgres, connection: "{{server.Connection(user: "hms_sync")}}", tables: { appointments: { key: id } } }""";

    public Task CreateAsync() => server.Run(Schema);

    public Task SqlAsync(string sql) => server.Run(sql);

    public async Task<Dictionary<string, Slot>> SlotsAsync()
    {
        await using var hub = await server.Open();
        await using var select = new NpgsqlCommand("SELECT id, start, subject, notes, status FROM appointments", hub);
        await using var row = await select.ExecuteReaderAsync();
        var slots = new Dictionary<string, Slot>(StringComparer.Ordinal);
        while (await row.ReadAsync())
        {
            var notes = await row.IsDBNullAsync(3) ? null : row.GetString(3);
            slots[row.GetString(0)] = new Slot(row.GetString(1), row.GetString(2), notes, row.GetString(4));
        }

        return slots;
    }

    /// <summary>Which transaction wrote each record last: whoever writes one, also the same values again, changes this.</summary>
    public async Task<string> WritersAsync()
        => (string?)await server.Value("SELECT string_agg(id || ' ' || xmin::text, ',' ORDER BY id) FROM appointments") ?? "";
}
