using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Sdk;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using NodaTime;

namespace HmsSync.Lanes;

/// <summary>
/// Batch mode: at each run of the schedule everything owed is cut off as one batch; of each record only its newest state in
/// it goes, business events all. The cut is committed before anything of it is sent, so a repeat renders the same.
/// </summary>
internal sealed class LaneBatches(
    LanePlan plan, SchedulePlan schedule, DateTimeZone zone, Store store, TimeProvider clock, LaneCut? last)
{
    private Dictionary<long, (ChangeOp First, PartnerSeq Newest)> _newest = [];
    private LaneCut? _last = last;
    private bool _rendered;

    /// <summary>Rings to look again before the next run is due.</summary>
    public AsyncSignal Wake { get; } = new();

    /// <summary>The end of the batch that was cut last: what is in it goes.</summary>
    public PartnerSeq Until => _last?.Until ?? default;

    /// <summary>Up to where the open batch goes; waits for the next run when none is open.</summary>
    public async Task<PartnerSeq> UntilAsync(PartnerSeq cursor, Func<PartnerSeq> tail, Func<bool> stopping)
    {
        _last ??= await CutAsync(new LaneCut(0, cursor, Now));
        while (!stopping())
        {
            if (_last.Until.Value > cursor.Value)
            {
                Prepare(cursor);
                return _last.Until;
            }

            var due = Schedules.Next(schedule, zone, _last.At);
            var now = Now;
            if (due > now)
            {
                await Wake.WaitAsync(due - now, clock);
                continue;
            }

            // A run that was missed happens once, now; `missed: skip` waits for the next one.
            var missed = Schedules.Next(schedule, zone, due) <= now;
            var until = missed && !schedule.RunMissed ? cursor : tail();
            _rendered = false;
            _last = await CutAsync(new LaneCut(_last.Number + 1, until, now));
        }

        return cursor;
    }

    /// <summary>What goes for a delivery of the open batch; null: a newer state of its record goes instead.</summary>
    public Delivery? Render(Delivery delivery)
    {
        if (delivery.Op == ChangeOp.Event || !_newest.TryGetValue(delivery.Event.Record, out var record))
        {
            return delivery;
        }

        if (record.Newest != delivery.PartnerSeq)
        {
            return null;
        }

        return record.First == ChangeOp.Insert && delivery.Op == ChangeOp.Update
            ? delivery with { Op = ChangeOp.Insert }
            : delivery;
    }

    private EventTime Now => EventTime.From(clock.GetUtcNow());

    private void Prepare(PartnerSeq cursor)
    {
        if (!_rendered)
        {
            _newest = store.Readers.Read(reader => reader.Lanes.NewestOfRecords(plan.Id, cursor, _last!.Until));
            _rendered = true;
        }
    }

    private async Task<LaneCut> CutAsync(LaneCut cut)
    {
        await store.Writer.CommitAsync(new CutWork(plan.Id, cut));
        return cut;
    }
}
