using HmsSync.Configuration;
using HmsSync.Hubs.Postgres.Catalogue;
using HmsSync.Hubs.Postgres.Values;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Writing;

/// <summary>
/// The writer's connection, with bounds so that neither keeps the other waiting for ever: not the application's locks us, nor
/// ours the application, were we to freeze or the network to go. One user at a time.
/// </summary>
internal sealed class PgWriteSession : IAsyncDisposable, IDisposable
{
    // Invariant 11: a statement of ours ends within 5 s; the server ends a transaction that we let lie for 10 s, and notices
    // within half a minute that our machine is gone.
    private const string Bounds
        = " -c statement_timeout=5s -c idle_in_transaction_session_timeout=10s -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5"
            + " -c tcp_keepalives_count=3";

    private const int LongerThanAnyStatement = 15;
    private const int PreparedStatements = 128;

    private const string Prepare
        = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

    /// <summary>
    /// Changes whenever numbers of transactions may have been given out twice: after crash recovery (which alone forgets
    /// statistics by itself), on another server, on another timeline.
    /// </summary>
    private const string ReadLife
        = "SELECT concat_ws('/', (SELECT stats_reset FROM pg_stat_archiver), (SELECT system_identifier FROM pg_control_system()),"
            + " (SELECT timeline_id FROM pg_control_checkpoint()))";

    private const string ReadDeferred
        = "SELECT format('%I.%I', n.nspname, c.conname) FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace"
            + " GROUP BY 1 HAVING bool_and(c.condeferred) ORDER BY 1 LIMIT 1000";

    private const string ReadShapes
        = "SELECT attrelid,"
            + " md5(string_agg(concat_ws(' ', attnum, attname, atttypid, atttypmod, attgenerated, attidentity), ',' ORDER BY attnum))"
            + " FROM pg_attribute WHERE attrelid = ANY($1) AND attnum > 0 AND NOT attisdropped GROUP BY attrelid";

    private readonly Dictionary<string, (PgRecords Records, string? Shape)> _records = new(StringComparer.Ordinal);
    private readonly PgCatalogue _catalogue = new(new PgTypes());
    private readonly PgRowJson _json = new();

    private bool _knowsConstraints;

    private PgWriteSession(NpgsqlConnection connection) => Connection = connection;

    public NpgsqlConnection Connection { get; }

    /// <summary>Which life of which server this is: see <see cref="PgCommitFate"/>.</summary>
    public string Life { get; private set; } = "";

    /// <summary>Ends the checks at once that <c>SET CONSTRAINTS</c> began; null: no constraint of the database is deferred.</summary>
    public string? DeferAgain { get; private set; }

    /// <exception cref="NpgsqlException">The hub cannot be reached.</exception>
    public static async Task<PgWriteSession> OpenAsync(string connection, CancellationToken cancellation)
    {
        var settings = PgPlace.Settings(connection);
        settings.Options += Bounds;
        settings.Pooling = false;
        settings.CommandTimeout = LongerThanAnyStatement;
        settings.MaxAutoPrepare = PreparedStatements;
        settings.AutoPrepareMinUsages = 2;
        var session = new PgWriteSession(new NpgsqlConnection(settings.ConnectionString));
        try
        {
            await session.Connection.OpenAsync(cancellation);
            await PgQuery.RunAsync(session.Connection, Prepare, cancellation);
            var life = await PgQuery.ReadAsync(session.Connection, ReadLife, row => row.GetString(0), cancellation);
            session.Life = life[0];
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Null: not configured, not there, or without a key.</summary>
    public async Task<PgRecords?> RecordsAsync(HubPlan plan, string table, CancellationToken cancellation)
    {
        if (_records.TryGetValue(table, out var known))
        {
            return known.Records;
        }

        if (plan.Table(table) is not { } configured
            || (await _catalogue.ReadAsync(Connection, configured, cancellation)).Table is not { } found)
        {
            return null;
        }

        // The shape is read before the table that is kept: a change between the two shows at the next look.
        var shape = (await ShapesAsync([found.Oid], cancellation)).GetValueOrDefault(found.Oid);
        if ((await _catalogue.ReadAsync(Connection, configured, cancellation)).Table is not { } kept)
        {
            return null;
        }

        _records[table] = (new PgRecords(kept, _json), shape);
        return _records[table].Records;
    }

    /// <summary>Forgets what it knew of tables whose shape the application has changed.</summary>
    public async Task CheckTablesAsync()
    {
        if (_records.Count > 0)
        {
            var shapes = await ShapesAsync([.. _records.Values.Select(r => r.Records.Table.Oid)], CancellationToken.None);
            foreach (var (table, (records, shape)) in _records.ToArray())
            {
                if (shapes.GetValueOrDefault(records.Table.Oid) != shape)
                {
                    _records.Remove(table);
                }
            }
        }

        if (!_knowsConstraints)
        {
            var deferred = await PgQuery.ReadAsync(Connection, ReadDeferred, row => row.GetString(0), CancellationToken.None);
            DeferAgain = deferred.Count == 0 ? null : $"SET CONSTRAINTS {string.Join(", ", deferred)} DEFERRED";
            _knowsConstraints = true;
        }
    }

    /// <summary>Tables and constraints are read again when they are needed.</summary>
    public void ForgetTables()
    {
        _records.Clear();
        _knowsConstraints = false;
    }

    /// <summary>One record as it stands, without a lock.</summary>
    public async Task<ReadOnlyMemory<byte>?> ReadAsync(PgRecords records, IReadOnlyList<PgField> key, CancellationToken cancellation)
    {
        var script = new PgScript();
        records.Select(script, key, forUpdate: false);
        await using var command = script.On(Connection);
        await using var rows = await command.ExecuteReaderAsync(cancellation);
        return await rows.ReadAsync(cancellation) ? records.Row(rows) : default(ReadOnlyMemory<byte>?);
    }

    public async Task RunAsync(string sql) => await PgQuery.RunAsync(Connection, sql, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        _json.Dispose();
    }

    public void Dispose()
    {
        Connection.Dispose();
        _json.Dispose();
    }

    private async Task<Dictionary<uint, string>> ShapesAsync(uint[] tables, CancellationToken cancellation)
    {
        var shapes = await PgQuery.ReadAsync(
            Connection, ReadShapes, row => (Table: row.GetFieldValue<uint>(0), Shape: row.GetString(1)), cancellation, tables);
        return shapes.ToDictionary(s => s.Table, s => s.Shape);
    }
}
