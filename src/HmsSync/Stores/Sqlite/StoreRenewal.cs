using HmsSync.Feeds;
using HmsSync.Seams;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite;

/// <summary>
/// A store that was put back from a backup becomes another one: it numbers deliveries anew that its partners have seen under those
/// numbers. Invariant 3: under a new epoch none of its keys was ever used. Its audit stays one chain, which began with the old epoch.
/// </summary>
internal static class StoreRenewal
{
    /// <summary>All of it in one transaction; done twice it is done once more. The hub's feed waits for a person then.</summary>
    /// <returns>The new epoch.</returns>
    /// <exception cref="StoreRefusedException">An engine runs on it, or it is damaged.</exception>
    public static string Renew(StorePlace place, RandomSource random)
    {
        using var held = StoreLock.Take(place.DataSource);
        try
        {
            using var connection = place.OpenWriter();
            StoreChecks.Whole(connection, place);
            StoreChecks.Prepare(connection, place, random);
            var epoch = random.NextUInt64().ToString("x16", CultureInfo.InvariantCulture);
            using var renew = connection.CreateCommand();
            renew.CommandText = """
                BEGIN IMMEDIATE;
                INSERT OR IGNORE INTO meta(name, value) SELECT 'genesis', value FROM meta WHERE name = 'epoch';
                UPDATE meta SET value = $epoch WHERE name = 'epoch';
                UPDATE feed SET position = $mark || position WHERE source = $hub AND position NOT LIKE $mark || '%';
                COMMIT;
                """;
            renew.Parameters.AddWithValue("$epoch", epoch);
            renew.Parameters.AddWithValue("$mark", FeedPosition.RestoredMark);
            renew.Parameters.AddWithValue("$hub", HubFeedLoop.Source);
            renew.ExecuteNonQuery();
            return epoch;
        }
        catch (SqliteException fault)
        {
            throw StoreChecks.Refused(place, fault);
        }
    }
}
