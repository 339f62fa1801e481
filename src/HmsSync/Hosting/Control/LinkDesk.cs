using HmsSync.Hosting.Meetings;

namespace HmsSync.Hosting.Control;

/// <summary>Where a person looks at a first meeting, and lets it happen. One run a partner at a time.</summary>
internal sealed class LinkDesk(Engine engine) : IDisposable
{
    /// <summary>A question is answered within this, whether the run is over or not.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkRun> _runs = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();

    /// <summary>The tables of a partner that can meet.</summary>
    public IReadOnlyList<string> TablesOf(string partner) => [.. Loops(partner, null).Select(loop => loop.Meeting.Table)];

    /// <summary>Begins a run, or joins the one that is under way.</summary>
    /// <param name="partner">Whose.</param>
    /// <param name="table">Only this one; null: all.</param>
    /// <param name="apply">They meet; otherwise it is only counted.</param>
    public Task<LinkReport> RunAsync(string partner, string? table, bool apply)
    {
        LinkRun run;
        lock (_gate)
        {
            if (!_runs.TryGetValue(partner, out var known) || known.Done.IsCompleted)
            {
                known = _runs[partner] = new LinkRun(engine, partner, Loops(partner, table), apply);
                known.Start(_stop.Token);
            }

            run = known;
        }

        return ReportAsync(run);
    }

    /// <summary>How the last run stands; null: there was none.</summary>
    public async Task<LinkReport?> LastAsync(string partner)
    {
        LinkRun? run;
        lock (_gate)
        {
            run = _runs.GetValueOrDefault(partner);
        }

        return run is null ? null : await ReportAsync(run);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task<LinkReport> ReportAsync(LinkRun run)
    {
        await Task.WhenAny(run.Done, Task.Delay(Patience, engine.Clock, CancellationToken.None));
        return run.Report;
    }

    private List<MeetingLoop> Loops(string partner, string? table)
        => [.. engine.Meetings.Loops.Where(
            loop => loop.Meeting.Partner.Name == partner && (table is null || loop.Meeting.Table == table))];
}
