using HmsSync.Changes;
using HmsSync.Hosting.Control;
using HmsSync.Resolve;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;
using Microsoft.Data.Sqlite;

namespace HmsSync.Hosting;

/// <summary>Decides open conflicts by the <c>then</c> of their rule when nobody has within its <c>hold</c>.</summary>
internal sealed class Holds
{
    /// <summary>Invariant 11: rows of one step.</summary>
    private const int PerStep = 500;

    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    private readonly Engine _engine;
    private readonly ConflictDesk _desk;
    private readonly Dictionary<string, MergePlan> _plans;
    private readonly TimeSpan _shortest;

    public Holds(Engine engine)
    {
        (_engine, _desk) = (engine, new ConflictDesk(engine));
        _plans = engine.Plan.Conflicts.ToDictionary(c => c.Key, c => MergePlan.Of(c.Value), StringComparer.Ordinal);
        _shortest = engine.Plan.Conflicts.Values.SelectMany(c => c.Rules).Select(rule => rule.Hold ?? TimeSpan.MaxValue)
            .DefaultIfEmpty(TimeSpan.MaxValue).Min();
    }

    /// <summary>Why the last round did not end; null: it did.</summary>
    public Exception? Fault { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        if (_shortest == TimeSpan.MaxValue)
        {
            return;
        }

        try
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(Every, _engine.Clock, stop);
                await TryOnceAsync(stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop: what is due is decided after the restart.
        }
    }

    public async Task RunOnceAsync(CancellationToken stop)
    {
        var after = 0L;
        while (!stop.IsCancellationRequested)
        {
            var rows = _engine.Store.Readers.Read(reader => reader.Reports.OpenBefore(Now + -_shortest, after, PerStep));
            foreach (var row in rows)
            {
                await DecideAsync(row);
                after = row.Id;
            }

            if (rows.Count < PerStep)
            {
                return;
            }
        }
    }

    private async Task TryOnceAsync(CancellationToken stop)
    {
        try
        {
            await RunOnceAsync(stop);
            Fault = null;
        }
        catch (Exception fault) when (fault is StoreUnavailableException or SqliteException)
        {
            // A store that takes nothing: it is tried again with the next round.
            Fault = fault;
        }
    }

    private async Task DecideAsync(ConflictRow row)
    {
        var (table, lane) = _engine.Store.Readers.Read(
            reader => (reader.Reports.Record(row.Record).Topic, reader.Reports.LaneName(row.Lane)));
        if (row.Field == FieldConflict.WholeRecord || !_plans.TryGetValue(table, out var plan))
        {
            return;
        }

        var rule = plan.RuleOf(row.Field);
        if (rule.Hold is not { } hold || rule.Then is null || Now - row.At < hold)
        {
            return;
        }

        var verdict = Verdict.AfterHold(
            rule, plan.Clock, HubStamp.At(Stamp.At(row.HubAt)), Stamp.At(row.PartnerAt), LaneNames.PartnerOf(lane));
        if (verdict.Winner is { } winner)
        {
            // Somebody may have answered it just now: that answer stands.
            await _desk.DecideAsync(row.Id, winner, $"Nobody decided in {hold}. {verdict.Why}");
        }
    }

    private EventTime Now => EventTime.From(_engine.Clock.GetUtcNow());
}
