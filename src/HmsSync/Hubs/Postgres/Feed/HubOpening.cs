using HmsSync.Configuration;
using HmsSync.Feeds;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>Makes and checks what the feed needs in the hub: settings, rights, publication, slot.</summary>
internal sealed class HubOpening(PgHubPlace place, FollowedTables tables, HubPlan plan, PublicationMark? mark = null)
{
    private const int OldestVersion = 150_000;

    private const string ReadServer =
        """
        SELECT current_setting('server_version_num')::int, current_setting('wal_level'), pg_is_in_recovery(), r.rolname::text,
               r.rolsuper OR r.rolreplication
        FROM pg_roles r WHERE r.rolname = current_user
        """;

    /// <summary>Where the feed begins, and a mark in the stream behind everything that the hub holds now.</summary>
    /// <param name="position">Where it stood.</param>
    /// <param name="openMark">Written into the stream.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="HubStoppedException">Something is missing, or the hub is another one.</exception>
    public async Task<PgPosition> OpenAsync(PgPosition position, string openMark, CancellationToken cancellation)
    {
        await CheckServerAsync(cancellation);
        await using var connection = new StreamConnection(place.Connection, place.Slot);
        var (origin, end) = await connection.OpenAsync(cancellation);
        var hasSlot = await SlotGuard.CheckAsync(place, position, origin, end, cancellation);
        await CheckMarkAsync(cancellation);
        await tables.RefreshAsync(isFirst: !hasSlot, cancellation);

        // The publication comes first: what was logged before it cannot be decoded with it.
        var begin = !hasSlot ? await connection.MakeSlotAsync(cancellation)
            : position.Origin == PgOrigin.Unknown ? await SlotGuard.ConfirmedAsync(place, cancellation)
            : position.Lsn;
        await place.MarkAsync(openMark, cancellation);
        var begun = position.Origin != PgOrigin.Unknown ? position : new PgPosition(origin, begin, 0, 0)
        {
            Snapshot = plan.SnapshotInitial && position.IsFirst ? [.. plan.Tables.Select(t => t.Name)] : [],
            Held = position.Held,
        };
        var seen = tables.Begin(begun.Seen);
        return begun.With(begun with { Seen = seen, Held = tables.Gone() });
    }

    private async Task CheckMarkAsync(CancellationToken cancellation)
    {
        await using var hub = await place.OpenAsync(cancellation);
        await (mark?.CheckAsync(hub, cancellation) ?? Task.CompletedTask);
    }

    /// <exception cref="HubStoppedException">A setting or a right is missing.</exception>
    public async Task CheckServerAsync(CancellationToken cancellation)
    {
        await using var hub = await place.OpenAsync(cancellation);
        var (version, level, isStandby, role, mayReplicate) = (await PgQuery.ReadAsync(
            hub,
            ReadServer,
            row => (row.GetInt32(0), row.GetString(1), row.GetBoolean(2), row.GetString(3), row.GetBoolean(4)),
            cancellation))[0];
        if (version < OldestVersion)
        {
            throw new HubStoppedException(
                "hub_too_old",
                string.Create(CultureInfo.InvariantCulture, $"The hub is PostgreSQL {version / 10_000}; the feed needs 15 or later."),
                "Upgrade it.");
        }

        if (isStandby)
        {
            throw new HubStoppedException("hub_standby", "The hub is a standby.", "Set hub.connection to the primary.");
        }

        if (level != "logical")
        {
            throw new HubStoppedException(
                "wal_level",
                $"The hub's wal_level is {level}; the feed needs logical.",
                "ALTER SYSTEM SET wal_level = logical; then restart PostgreSQL.");
        }

        if (!mayReplicate)
        {
            throw new HubStoppedException(
                "role_rights", $"The hub's role {role} may not replicate.", $"ALTER ROLE {PgSql.Name(role)} REPLICATION;");
        }
    }
}
