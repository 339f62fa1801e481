using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs.Postgres;
using HmsSync.Hubs.Postgres.Feed;
using Npgsql;

namespace HmsSync.Hosting.Doctor;

/// <summary>A PostgreSQL hub: settings, rights, slot, publication, tables and clock.</summary>
internal static class PostgresLooks
{
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(2);

    private const string ReadServer =
        """
        SELECT current_setting('server_version'), current_setting('max_slot_wal_keep_size'), clock_timestamp(),
               current_setting('max_replication_slots')::int - (SELECT count(*) FROM pg_replication_slots)::int
        """;

    private const string ReadSlot =
        """
        SELECT coalesce(wal_status, 'lost'), coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint, active
        FROM pg_replication_slots WHERE slot_name = $1
        """;

    private const string ReadRights =
        """
        SELECT string_agg(p, ', ') FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p
        WHERE NOT has_table_privilege($1::regclass, p)
        """;

    public static async Task<IReadOnlyList<Finding>> AllAsync(
        HubPlan plan, FeedPosition position, TimeProvider clock, CancellationToken cancellation)
    {
        await using var place = new PgHubPlace(plan.Connection, plan.Slot);
        var tables = new FollowedTables(plan, place);
        try
        {
            await new HubOpening(place, tables, plan).CheckServerAsync(cancellation);
            await using var hub = await place.OpenAsync(cancellation);
            List<Finding> found = [Finding.Ok("hub", $"{PgPlace.Told(plan.Connection)} can be reached, and its settings and role fit")];
            await ServerAsync(found, hub, clock, cancellation);
            await SlotAsync(found, hub, place, plan, PgPosition.Parse(position), cancellation);
            await TablesAsync(found, hub, tables, plan, cancellation);
            return found;
        }
        catch (HubStoppedException stopped)
        {
            return [Finding.Fault("hub", stopped.Message, stopped.Remedy)];
        }
        catch (NpgsqlException fault)
        {
            return [Finding.Fault(
                "hub", $"{PgPlace.Told(plan.Connection)}: {fault.Message}",
                "See that PostgreSQL runs and takes connections; hub.connection.")];
        }
    }

    private static async Task ServerAsync(
        List<Finding> found, NpgsqlConnection hub, TimeProvider clock, CancellationToken cancellation)
    {
        var before = clock.GetUtcNow();
        var (version, keep, there, free) = (await PgQuery.ReadAsync(
            hub,
            ReadServer,
            row => (row.GetString(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2), row.GetInt32(3)),
            cancellation))[0];
        var after = clock.GetUtcNow();
        found.Add(Finding.Ok("version_hub", $"PostgreSQL {version}"));
        found.Add(keep == "-1"
            ? Finding.Warning(
                "hub_disk", "max_slot_wal_keep_size is not set: log that our slot holds back could fill PostgreSQL's disk.",
                "ALTER SYSTEM SET max_slot_wal_keep_size = '20GB'; SELECT pg_reload_conf();")
            : Finding.Ok("hub_disk", $"at most {keep} of log are held back for a slot"));
        found.Add(free > 0 ? Finding.Ok("hub_slots_free", string.Create(CultureInfo.InvariantCulture, $"{free} replication slots are free"))
            : Finding.Warning(
                "hub_slots_free", "No replication slot is free: one that is lost could not be made anew.",
                "Raise max_replication_slots, or drop slots that nobody uses."));

        // Between the two looks at ours; the way there and back is no skew.
        var skew = there < before ? before - there : there > after ? there - after : TimeSpan.Zero;
        found.Add(skew < MostSkew ? Finding.Ok("clock", "the hub's clock and ours agree")
            : Finding.Fault(
                "clock",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The hub's clock and ours differ by {skew.TotalSeconds:0.0} s: the later of two changes may lose."),
                "Let both machines set their clocks by NTP."));
    }

    private static async Task SlotAsync(
        List<Finding> found, NpgsqlConnection hub, PgHubPlace place, HubPlan plan, PgPosition position, CancellationToken cancellation)
    {
        var slots = await PgQuery.ReadAsync(
            hub, ReadSlot, row => (Status: row.GetString(0), Bytes: row.GetInt64(1), IsActive: row.GetBoolean(2)), cancellation, plan.Slot);
        if (slots is [var slot])
        {
            found.Add(WalWatch.Judge(slot.Bytes, plan.MaxRetained, slot.Status) is { } notice
                ? new Finding("hub_slot", notice.Held ? "fault" : "warning", notice.Text, notice.Remedy)
                : Finding.Ok("hub_slot", string.Create(
                    CultureInfo.InvariantCulture,
                    $"slot {plan.Slot} holds back {slot.Bytes >> 20} MiB of log; {(slot.IsActive ? "an engine" : "nobody")} follows it")));
        }

        found.Add(await SameAsync(place, position, cancellation));
    }

    /// <summary>Whether the feed could go on where the store says it stands.</summary>
    private static async Task<Finding> SameAsync(PgHubPlace place, PgPosition position, CancellationToken cancellation)
    {
        try
        {
            await using var connection = new StreamConnection(place.Connection, place.Slot);
            var (origin, end) = await connection.OpenAsync(cancellation);
            var hasSlot = await SlotGuard.CheckAsync(place, position, origin, end, cancellation);
            return Finding.Ok("hub_same", position.Origin != PgOrigin.Unknown ? "the feed can go on where it stood"
                : hasSlot ? "it was never followed with this store"
                : "it was never followed yet; the first start makes slot and publication");
        }
        catch (HubStoppedException stopped)
        {
            return Finding.Fault("hub_same", stopped.Message, stopped.Remedy);
        }
    }

    private static async Task TablesAsync(
        List<Finding> found, NpgsqlConnection hub, FollowedTables tables, HubPlan plan, CancellationToken cancellation)
    {
        var notices = await tables.LookAsync(cancellation);
        foreach (var table in plan.Tables)
        {
            var check = $"table_{table.Name}";
            if (notices.FirstOrDefault(n => n.Table == table.Name) is { } notice)
            {
                found.Add(new Finding(check, notice.Held ? "fault" : "warning", notice.Text, notice.Remedy));
                continue;
            }

            var sql = tables.Tables[table.Name].Sql;
            var lacking = (await PgQuery.ReadAsync(
                hub, ReadRights, row => row.IsDBNull(0) ? "" : row.GetString(0), cancellation, sql))[0];
            found.Add(lacking.Length == 0 ? Finding.Ok(check, $"{table.Name} can be followed and written to")
                : Finding.Fault(check, $"The role may not {lacking} on {table.Name}.", $"GRANT {lacking} ON {sql} TO the hub's role;"));
        }
    }
}
