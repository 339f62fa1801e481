using HmsSync.Feeds;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>
/// Looks after the customer's server: how much log our slot holds back, and whether what we follow can still be followed. Beside
/// the feed, so that it also looks while the store takes nothing.
/// </summary>
internal sealed class WalWatch(PgHubPlace place, FollowedTables tables, long mostRetained, StepBuffer buffer, TimeProvider time)
    : IAsyncDisposable
{
    private const string ReadSlot =
        """
        SELECT wal_status, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint
        FROM pg_replication_slots WHERE slot_name = $1
        """;

    private const double WarnAt = 0.8;
    private const int TablesEvery = 3;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private long _retained = -1;
    private volatile HubNotice? _notice;

    /// <summary>Bytes of log that the slot holds back; null: not known yet.</summary>
    public long? Retained => Volatile.Read(ref _retained) is >= 0 and var bytes ? bytes : null;

    public HubNotice? Notice => _notice;

    public void Start() => _running = Task.Run(() => RunAsync(_stop.Token));

    /// <summary>Without waiting for it.</summary>
    public void Stop() => _stop.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    /// <summary>What to say of so much; null: nothing.</summary>
    public static HubNotice? Judge(long retained, long most, string? status)
    {
        var told = string.Create(
            CultureInfo.InvariantCulture,
            $"Our replication slot holds back {retained >> 20} MiB of write-ahead log ({status}); max_retained is {most >> 20} MiB.");
        const string Remedy =
            "See in `hms-sync status` what stops the feed or the store. To give the space back and lose our place: drop the slot.";
        return retained >= most || status == "unreserved" ? new HubNotice("hms", "max_retained", told, Remedy, Held: true)
            : retained >= most * WarnAt ? new HubNotice("hms", "wal_retained", told, Remedy, Held: false)
            : null;
    }

    private async Task RunAsync(CancellationToken stop)
    {
        for (var look = 0; !stop.IsCancellationRequested; look++)
        {
            try
            {
                await LookAsync(look % TablesEvery == TablesEvery - 1, stop);
                await Task.Delay(LookEvery, time, stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (HubStoppedException gone)
            {
                buffer.End(gone);
                return;
            }
            catch (Exception away) when (FeedFailure.IsAway(away))
            {
                await PauseAsync(stop); // the stream says that the hub is away
            }
#pragma warning disable CA1031 // whatever it is, the feed must learn of it: nobody else looks at this task
            catch (Exception fault)
#pragma warning restore CA1031
            {
                buffer.End(fault);
                return;
            }
        }
    }

    private async Task LookAsync(bool withTables, CancellationToken stop)
    {
        await using (var hub = await place.OpenAsync(stop))
        {
            var slot = await PgQuery.ReadAsync(
                hub, ReadSlot, row => (Status: row.IsDBNull(0) ? null : row.GetString(0), Bytes: row.GetInt64(1)), stop, place.Slot);
            if (slot is [var (status, bytes)])
            {
                Volatile.Write(ref _retained, bytes);
                _notice = Judge(bytes, mostRetained, status);
            }
        }

        if (withTables)
        {
            await tables.RefreshAsync(isFirst: false, stop);
            foreach (var gone in tables.Gone())
            {
                // The next row would tell it too; partners' changes of the table must not wait for one.
                await buffer.PutAsync(new FeedStep(StepKind.Hold, null, null, 0, 0, 0, gone.ToString()), stop);
            }
        }
    }

    private async Task PauseAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(LookEvery, time, stop);
        }
        catch (OperationCanceledException)
        {
            // The loop looks.
        }
    }
}
