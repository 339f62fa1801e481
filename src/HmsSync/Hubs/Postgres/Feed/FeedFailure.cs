using System.Net.Sockets;
using HmsSync.Feeds;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>What PostgreSQL's refusals mean for the feed: the one place that decides.</summary>
internal static class FeedFailure
{
    public const string SlotLost = "slot_lost";
    public const string Publication = "publication";
    public const string Restored = HubFeedLoop.HubRestored;

    /// <summary>The connection, and nothing else: it is tried again.</summary>
    public static bool IsAway(Exception failure)
        => failure is NpgsqlException or SocketException or IOException or TimeoutException or ObjectDisposedException;

    /// <summary>Null: trying again may help.</summary>
    /// <param name="failure">What PostgreSQL said to us following the hub.</param>
    /// <param name="slot">Slot and publication.</param>
    public static HubStoppedException? Stop(Exception failure, string slot)
    {
        if (failure is not PostgresException said)
        {
            return null;
        }

        var isPublication = said.MessageText.Contains("publication", StringComparison.Ordinal);
        return said.SqlState switch
        {
            PostgresErrorCodes.UndefinedObject when isPublication => PublicationGone(slot),
            PostgresErrorCodes.UndefinedObject => Lost(slot, "it does not exist any more"),
            PostgresErrorCodes.ObjectNotInPrerequisiteState when !said.MessageText.Contains("wal_level", StringComparison.Ordinal)
                => Lost(slot, "PostgreSQL has removed the log that it held back"),
            PostgresErrorCodes.UndefinedFile => Lost(slot, "PostgreSQL has removed the log that it held back"),
            PostgresErrorCodes.InsufficientPrivilege => NotAllowed(said.MessageText),
            PostgresErrorCodes.ConfigurationLimitExceeded => new(
                "slots_used_up", $"PostgreSQL has no free replication slot or sender: {said.MessageText}.",
                "Raise max_replication_slots and max_wal_senders, or drop slots that nobody uses; then start again."),
            PostgresErrorCodes.InvalidCatalogName => new(
                "hub_unreadable", "The hub database does not exist any more.", "Set hub.connection to the database that holds it now."),
            _ => null,
        };
    }

    public static HubStoppedException Lost(string slot, string why) => new(
        SlotLost,
        $"The replication slot {slot} cannot be followed: {why}. Changes since our last position may be missing.",
        "hms-sync resume hms --after slot_lost");

    public static HubStoppedException PublicationGone(string publication) => new(
        Publication,
        $"The publication {publication} was dropped. PostgreSQL cannot decode what was logged meanwhile, even when it is made again.",
        "hms-sync resume hms --after publication");

    public static HubStoppedException NotRestored(string why) => new(
        Restored,
        $"The hub database is not the one that was read before: {why}. Was a backup put back, or a standby promoted?",
        "hms-sync resume hms --after hub_restored");

    /// <param name="said">PostgreSQL's own words; they name objects, no values.</param>
    public static HubStoppedException NotAllowed(string said) => new(
        "role_rights",
        $"The hub's role may not do what the feed needs: {said}.",
        "docs/operating/postgresql.md lists the statements; they take no superuser.");
}
