using HmsSync.Changes;
using HmsSync.Configuration;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>What the claims of each table say: one that says something else now is a new one.</summary>
internal sealed class ClaimKeptTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _all = new(connection, "SELECT topic, claim, definition FROM claim_kept");

    private readonly Statement _add = new(connection, """
        INSERT INTO claim_kept(topic, claim, definition, listed) VALUES(?1, ?2, ?3, 0)
        """);

    private readonly Statement _remove = new(connection, "DELETE FROM claim_kept WHERE topic = ?1 AND claim = ?2");

    private readonly Statement _forget = new(connection, """
        DELETE FROM claimed WHERE claim = ?2 AND record IN (SELECT id FROM record WHERE topic = ?1)
        """);

    private readonly Statement _listed = new(connection, """
        UPDATE claim_kept SET listed = 1 WHERE topic = ?1 AND claim = ?2 AND listed = ?3
        """);

    private readonly Statement _listAgain = new(connection, "UPDATE claim_kept SET listed = max(2, ?2) WHERE topic = ?1");

    private readonly Statement _pass = new(connection, "UPDATE claim_kept SET passed = ?2 WHERE topic = ?1");

    /// <summary>
    /// These are the claims from now on. Who claimed what by one that is gone, or says something else now, is forgotten: those
    /// records stood before the claim.
    /// </summary>
    /// <param name="claims">Of each table, by its number.</param>
    public void Keep(IReadOnlyDictionary<long, IReadOnlyList<ClaimPlan>> claims)
    {
        var known = new List<(long Topic, string Claim, string Definition)>();
        while (_all.Step())
        {
            known.Add((_all.Int64(0), _all.RequiredText(1), _all.RequiredText(2)));
        }

        var kept = new HashSet<(long, string)>();
        foreach (var (topic, claim, definition) in known)
        {
            if (claims.GetValueOrDefault(topic, []).Any(c => c.Name == claim && c.Definition == definition))
            {
                kept.Add((topic, claim));
                continue;
            }

            _remove.Bind(1, topic).Bind(2, claim).Execute();
            _forget.Bind(1, topic).Bind(2, claim).Execute();
        }

        var added = claims.SelectMany(t => t.Value.Select(claim => (Topic: t.Key, Claim: claim)));
        foreach (var (topic, claim) in added.Where(c => !kept.Contains((c.Topic, c.Claim.Name))))
        {
            _add.Bind(1, topic).Bind(2, claim.Name).Bind(3, claim.Definition).Execute();
        }
    }

    /// <summary>A person has looked at who lost until now.</summary>
    public void Pass(long topic, EventTime now) => _pass.Bind(1, topic).Bind(2, now.Micros).Execute();

    /// <summary>Overlaps that nobody judged stand written, unless still more was missed since.</summary>
    public void Listed(long topic, string claim, Seq missed) => _listed.Bind(1, topic).Bind(2, claim).Bind(3, missed.Value).Execute();

    /// <summary>Changes were missed, and what stands there now was read: who overlaps with whom is listed once more.</summary>
    /// <param name="topic">Number of the table.</param>
    /// <param name="until">What comes from here on was not missed.</param>
    public void ListAgain(long topic, Seq until) => _listAgain.Bind(1, topic).Bind(2, until.Value).Execute();

    public void Dispose()
    {
        _listAgain.Dispose();
        _all.Dispose();
        _add.Dispose();
        _remove.Dispose();
        _forget.Dispose();
        _listed.Dispose();
        _pass.Dispose();
    }
}
