using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs;
using HmsSync.Resolve;
using HmsSync.Resolve.Claims;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Lanes.Claims;

/// <summary>
/// Since when records of the hub claim what they claim, as the feed has shown it. Inside the hub's transaction nothing is read
/// from the store: what is missing is noted, loaded outside, and the decision made again.
/// </summary>
internal sealed class ClaimKnowledge(ClaimsOfTable claims, LinkTools links, RecordRequests hub)
{
    private readonly Dictionary<(RecordKey Key, string Claim), ClaimedRow?> _known = [];
    private readonly HashSet<(RecordKey Key, string Claim)> _missing = [];

    /// <summary>Something was asked for that is not loaded.</summary>
    public bool IsMissing => _missing.Count > 0;

    /// <summary>Invariant 7: nothing is judged without a stamp. Null: it is missing.</summary>
    public Claimant? Of(ClaimPlan claim, HubRow row)
    {
        if (!_known.TryGetValue((row.Key, claim.Name), out var claimed))
        {
            _missing.Add((row.Key, claim.Name));
            return null;
        }

        if (claimed is null)
        {
            return new Claimant(row.Key, row.Fields, Stamp.At(default), default, Participant.Hub) { IsOld = true };
        }

        if (claimed.Mark != claim.MarkOf(row.Fields.Span))
        {
            // The application has changed it, and the feed has not shown that yet.
            _missing.Add((row.Key, claim.Name));
            return null;
        }

        return new Claimant(row.Key, row.Fields, Stamp.At(claimed.At), claimed.Seq, claimed.Source)
        {
            IsOld = claimed.At.Micros == 0,
            Was = claimed.Was,
        };
    }

    /// <summary>Loads what was missing; false: the hub feed stands still, so nothing can be told.</summary>
    public async Task<bool> LoadAsync()
    {
        claims.Limits.Load(claims);

        // A record that the feed has never shown is an old one only when the feed has passed everything that is there.
        var isNew = _missing.Any(m => _known.ContainsKey(m) || links.Claimed(claims.Table, m.Key, m.Claim) is null);
        if (isNew && !await hub.AskAsync(0, []))
        {
            return false;
        }

        foreach (var missing in _missing)
        {
            _known[missing] = links.Claimed(claims.Table, missing.Key, missing.Claim);
        }

        _missing.Clear();
        return true;
    }
}
