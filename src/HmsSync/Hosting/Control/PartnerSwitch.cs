using HmsSync.Changes;
using HmsSync.Deliver;
using HmsSync.Lanes;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting.Control;

/// <summary>Pauses, resumes and tries a partner.</summary>
internal sealed class PartnerSwitch(Engine engine)
{
    /// <summary>Longest name of an operator.</summary>
    public const int LongestBy = 64;

    public bool Knows(string partner) => engine.Plan.Partners.Any(p => p.Name.Name == partner);

    /// <summary>Both lanes stand still until somebody resumes them, over restarts too.</summary>
    /// <exception cref="StoreUnavailableException">It was not paused.</exception>
    public Task PauseAsync(string partner, string by)
        => SetAsync(partner, new LanePause("operator", by, EventTime.From(engine.Clock.GetUtcNow()), $"Paused by {by}."));

    /// <summary>Lets both lanes go on, whoever paused them.</summary>
    /// <exception cref="StoreUnavailableException">It was not resumed.</exception>
    public Task ResumeAsync(string partner) => SetAsync(partner, null);

    /// <summary>One harmless call through the same guard as real pushes.</summary>
    public async Task<PartnerTest> TestAsync(string partner, CancellationToken cancellation)
    {
        var plan = engine.Plan.Partners.First(p => p.Name.Name == partner);
        if (!engine.Adapters.TryGetValue(plan.Name, out var adapter))
        {
            if (plan.IsHandler)
            {
                return new PartnerTest(true, "handler", null, "A handler runs in the engine's own process: nothing is called.", 0);
            }

            if (plan.Adapter != "none")
            {
                return new PartnerTest(
                    false, ToBroken.Code, null, $"The adapter {plan.Adapter} could not be made; see `hms-sync validate`.", 0);
            }

            return new PartnerTest(true, "listens", null, "The partner only listens: nothing is ever called.", 0);
        }

        var began = engine.Clock.GetTimestamp();
        var outcome = await PartnerCall.AskAsync(
            plan, engine.Clock, adapter, static (a, deadline) => a.TestAsync(deadline), static failure => failure, cancellation);
        var took = engine.Clock.GetElapsedTime(began);
        return new PartnerTest(
            outcome.Failure is null,
            outcome.Code,
            outcome.Status == 0 ? null : outcome.Status,
            outcome.Detail,
            Math.Round(took.TotalMilliseconds, 1));
    }

    private async Task SetAsync(string partner, LanePause? pause)
    {
        var lanes = engine.LanesOf(new Participant(partner)).Select(lane => (Lane: lane, Decision: lane.Decide(pause))).ToList();
        await engine.Store.Writer.CommitAsync(new PauseWork([.. lanes.Select(l => l.Decision)]));
        lanes.ForEach(l => l.Lane.Committed(l.Decision));
    }
}

/// <param name="Ok">The partner was reached and does not refuse us.</param>
/// <param name="Code">Stable: <c>ok</c>, <c>target_private</c>, <c>refused</c>, <c>http_401</c> …</param>
/// <param name="Status">HTTP status; null: there was none.</param>
/// <param name="Detail">For an operator; null when there is nothing to say.</param>
/// <param name="Ms">Milliseconds it took.</param>
internal sealed record PartnerTest(bool Ok, string Code, int? Status, string? Detail, double Ms);
