using HmsSync.Changes;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Lanes;

/// <summary>
/// Stops two sides that answer each other's write of one record for ever: a partner that rewrites what it gets and a trigger
/// that writes it back. The record is held, both ways, until a person lets it go on; all others go on (invariant 12). A record
/// that only one side changes, however fast, does not swing. What is held survives a restart; what was counted does not, for it is
/// a minute's.
/// </summary>
internal sealed class OscillationBreaker(Store store, TimeProvider clock)
{
    /// <summary>Why a record is held.</summary>
    public const string Code = "oscillation";

    /// <summary>More writes of ours than this to one record within <see cref="Window"/> trip it …</summary>
    public const int MostWrites = 60;

    /// <summary>… when so many of them at least went each way.</summary>
    public const int FewestEachWay = MostWrites / 3;

    /// <summary>Invariant 11: records that are watched at a time; a crowd larger than this is no swing of one record.</summary>
    private const int MostWatched = 10_000;

    public static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    private static readonly DeliveryResult Held = DeliveryResult.Failed(
        FailureKind.Unavailable,
        Code,
        $"Both sides answer each other: more than {MostWrites} writes to this record within {Window.TotalSeconds:0} seconds.") with
    {
        WaitsForAnother = true,
        Again = LookAgain,
    };

    private readonly Lock _gate = new();
    private readonly Dictionary<(int MirrorLane, long Record), Queue<(EventTime At, bool ToHub)>> _writes = [];
    private readonly HashSet<(int MirrorLane, long Record)> _held = [.. store.Readers.Read(reader => reader.Links.Swinging())];
    private EventTime _swept;

    /// <summary>How many records of the partner are held.</summary>
    public int HeldOf(int mirrorLane)
    {
        lock (_gate)
        {
            return _held.Count(held => held.MirrorLane == mirrorLane);
        }
    }

    /// <summary>Null: the record is not held.</summary>
    public DeliveryResult? Refusal(int mirrorLane, long record)
    {
        lock (_gate)
        {
            return _held.Count > 0 && _held.Contains((mirrorLane, record)) ? Held : null;
        }
    }

    /// <summary>A write of ours to the record, one way or the other.</summary>
    public async Task WroteAsync(int mirrorLane, long record, bool toHub)
    {
        if (!IsTripped(mirrorLane, record, toHub))
        {
            return;
        }

        try
        {
            await store.Writer.CommitAsync(new SwingWork(mirrorLane, record));
        }
        catch (StoreUnavailableException)
        {
            // It is held in this life of the engine; in the next one it trips again.
        }
    }

    /// <summary>True: with this write the record is held.</summary>
    private bool IsTripped(int mirrorLane, long record, bool toHub)
    {
        var now = EventTime.From(clock.GetUtcNow());
        lock (_gate)
        {
            if (!_writes.TryGetValue((mirrorLane, record), out var writes))
            {
                if (_writes.Count >= MostWatched && !Sweep_NeedsLock(now))
                {
                    return false;
                }

                _writes.Add((mirrorLane, record), writes = new Queue<(EventTime At, bool ToHub)>(capacity: 2));
            }

            writes.Enqueue((now, toHub));
            while (writes.Count > MostWrites + 1 || now - writes.Peek().At > Window)
            {
                writes.Dequeue();
            }

            return writes.Count > MostWrites && writes.Count(w => w.ToHub) is >= FewestEachWay and <= MostWrites - FewestEachWay
                && _held.Add((mirrorLane, record));
        }
    }

    /// <summary>A person has looked: the partner's records go on, and counting starts anew. Durable when it returns.</summary>
    public async Task GoOnAsync(int mirrorLane)
    {
        await store.Writer.CommitAsync(new SwingWork(mirrorLane, null));
        lock (_gate)
        {
            foreach (var held in _held.Where(held => held.MirrorLane == mirrorLane).ToList())
            {
                _held.Remove(held);
                _writes.Remove(held);
            }
        }
    }

    /// <summary>Forgets records that were not written lately, once a second at most; true: there is room.</summary>
    private bool Sweep_NeedsLock(EventTime now)
    {
        if (now - _swept < TimeSpan.FromSeconds(1))
        {
            return false;
        }

        _swept = now;
        foreach (var quiet in _writes.Where(w => now - w.Value.Last().At > Window).Select(w => w.Key).ToList())
        {
            _writes.Remove(quiet);
        }

        return _writes.Count < MostWatched;
    }
}
