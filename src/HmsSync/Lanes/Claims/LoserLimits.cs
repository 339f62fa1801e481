using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Lanes.Claims;

/// <summary>
/// Counts who loses by a claim. Past its limit the claim decides nothing and holds, until a person lets it go on: a wrong clock
/// or a double import must not cancel a whole calendar (invariant 12).
/// </summary>
internal sealed class LoserLimits(Store store, TimeProvider clock)
{
    /// <summary>Why a delivery waits.</summary>
    public const string Code = "losers";

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <summary>What a delivery comes to that would make too many lose.</summary>
    public static readonly DeliveryResult Refusal = DeliveryResult.Failed(
        FailureKind.Unavailable, Code, "More records would lose their place than `max_losers` lets: a person must look.") with
    {
        WaitsForAnother = true,
        Again = LookAgain,
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<(string Table, string Claim), Counted> _claims = [];

    /// <summary>Claims that decide nothing, with their tables.</summary>
    public IReadOnlyList<(string Table, string Claim)> Holding
    {
        get
        {
            lock (_gate)
            {
                return [.. _claims.Where(c => c.Value.IsHolding).Select(c => c.Key)];
            }
        }
    }

    /// <summary>Reads who has lost of late; before the hub is locked, for nothing is read then.</summary>
    public void Load(ClaimsOfTable claims)
    {
        foreach (var claim in claims.Plans)
        {
            if (!Knows(claims.Table, claim.Name))
            {
                var since = Now + -claim.MaxLosers.Per;
                var losers = store.Readers.Read(r =>
                {
                    var passed = r.Links.LosersPassed(claims.Table, claim.Name);
                    return r.Links.LosersSince(claims.Table, claim.Name, passed > since ? passed : since);
                });
                lock (_gate)
                {
                    _claims.TryAdd((claims.Table, claim.Name), new Counted(losers));
                }
            }
        }
    }

    /// <summary>Counts what is about to lose, after <see cref="Load"/>; false: that would be too many, and nobody may.</summary>
    public bool TryTake(string table, ClaimPlan claim, DeliveryName delivery, int losers)
    {
        lock (_gate)
        {
            return _claims[(table, claim.Name)].TryTake(delivery, losers, claim.MaxLosers, Now);
        }
    }

    /// <summary>
    /// A person has looked: the claims of the table decide again, and counting starts anew. Durable when it returns.
    /// </summary>
    public async Task GoOnAsync(string table)
    {
        await store.Writer.CommitAsync(new PassLosersWork(table, Now));
        lock (_gate)
        {
            foreach (var (_, counted) in _claims.Where(c => c.Key.Table == table))
            {
                counted.GoOn();
            }
        }
    }

    private bool Knows(string table, string claim)
    {
        lock (_gate)
        {
            return _claims.ContainsKey((table, claim));
        }
    }

    private EventTime Now => EventTime.From(clock.GetUtcNow());

    private sealed class Counted(List<EventTime> before)
    {
        private readonly Queue<(DeliveryName? Delivery, EventTime At, int Losers)> _taken
            = new(before.Select(at => ((DeliveryName?)null, at, 1)));

        public bool IsHolding { get; private set; }

        public bool TryTake(DeliveryName delivery, int losers, LoserLimit limit, EventTime now)
        {
            while (_taken.TryPeek(out var oldest) && now - oldest.At > limit.Per)
            {
                _taken.Dequeue();
            }

            if (IsHolding)
            {
                return false;
            }

            if (_taken.Any(taken => taken.Delivery == delivery))
            {
                return true;
            }

            // Invariant 11: no more entries than the limit are kept.
            IsHolding = _taken.Sum(taken => taken.Losers) + losers > limit.Count;
            if (!IsHolding)
            {
                _taken.Enqueue((delivery, now, losers));
            }

            return !IsHolding;
        }

        public void GoOn()
        {
            _taken.Clear();
            IsHolding = false;
        }
    }
}
