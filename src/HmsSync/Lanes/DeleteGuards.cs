using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Resolve;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Lanes;

/// <summary>
/// Holds a lane before the delete that would be too many to be meant (invariant 12): an empty listing, a wrong script. What was
/// deleted stands in the audit, so a restart forgets nothing.
/// </summary>
internal sealed class DeleteGuards(IReadOnlyDictionary<string, ConflictPlan> plans, Store store, TimeProvider clock)
{
    /// <summary>Why a lane stands.</summary>
    public const string Code = "deletes";

    private readonly Lock _gate = new();
    private readonly Dictionary<(int Lane, string Table), DeleteWindow> _windows = [];
    private readonly Dictionary<int, Seq> _passed = [];

    /// <summary>Null: it may be made, and is counted.</summary>
    /// <param name="lane">The lane that would make it.</param>
    /// <param name="mirrorLane">Whose links are counted.</param>
    /// <param name="owed">The delivery.</param>
    public DeliveryResult? Refusal(int lane, int mirrorLane, OwedEvent owed)
    {
        var table = owed.Event.Topic;
        if (plans.GetValueOrDefault(table)?.Guards is not { } guards)
        {
            return null;
        }

        // Read before the lock is taken: nobody waits for the store while another lane counts.
        var passed = Passed(lane);
        if (owed.Event.Seq.Value <= passed.Value)
        {
            return null; // a person has seen them
        }

        var window = Window(lane, table, guards, passed);
        long? linked = null;
        for (var isAsked = false; ; isAsked = true)
        {
            lock (_gate)
            {
                if (isAsked || !window.AsksForLinked(Now))
                {
                    if (window.TryCount(owed.PartnerSeq, Now, () => linked ?? 0))
                    {
                        return null;
                    }

                    break;
                }
            }

            linked = store.Readers.Read(r => r.Links.Count(mirrorLane, table));
        }

        return DeliveryResult.Failed(
            FailureKind.Rejected,
            Code,
            $"Table {table}: one more delete would pass guards: max_deletes {guards.MaxDeletesPercent}% or "
            + $"max_deletes_count {guards.MaxDeletesCount} within {guards.Window}.") with
        {
            PausesLane = true,
        };
    }

    /// <summary>A person has looked: what is journaled by now may go, and counting starts anew. Durable when it returns.</summary>
    public async Task PassAsync(IReadOnlyList<int> lanes)
    {
        var upTo = store.Tables.Journal.CommittedSeq;
        await store.Writer.CommitAsync(new PassDeletesWork(lanes, upTo));
        lock (_gate)
        {
            foreach (var lane in lanes)
            {
                _passed[lane] = upTo;
                foreach (var (key, window) in _windows)
                {
                    if (key.Lane == lane)
                    {
                        window.Clear();
                    }
                }
            }
        }
    }

    private EventTime Now => EventTime.From(clock.GetUtcNow());

    private Seq Passed(int lane)
    {
        lock (_gate)
        {
            if (_passed.TryGetValue(lane, out var known))
            {
                return known;
            }
        }

        var stored = store.Readers.Read(reader => reader.Rows.DeletesPassed(lane));
        lock (_gate)
        {
            _passed.TryAdd(lane, stored);
            return _passed[lane];
        }
    }

    private DeleteWindow Window(int lane, string table, GuardPlan guards, Seq passed)
    {
        lock (_gate)
        {
            if (_windows.TryGetValue((lane, table), out var known))
            {
                return known;
            }
        }

        var since = Now + -guards.Window;
        var made = store.Readers.Read(reader => reader.Rows.DeletesSince(lane, table, since, passed));
        var window = new DeleteWindow(guards);
        made.ForEach(m => window.Add(m.Delivery, m.At));
        lock (_gate)
        {
            // Another delivery may have been faster, and has counted since.
            return _windows.TryAdd((lane, table), window) ? window : _windows[(lane, table)];
        }
    }
}
