using System.Text.Json;

namespace HmsSync.Cli.Demo;

/// <summary>What the operator sees of the engine, over its own HTTP interface.</summary>
internal sealed class EngineScreen(EngineClient engine) : IDisposable
{
    /// <summary>All lanes, worst first.</summary>
    public async Task<List<JsonElement>> LanesAsync(CancellationToken stop)
        => [.. (await engine.GetAsync("/api/status", stop)).GetProperty("lanes").EnumerateArray()];

    public async Task<JsonElement> LaneAsync(string lane, CancellationToken stop)
        => (await LanesAsync(stop)).First(row => row.GetProperty("lane").GetString() == lane);

    public async Task<long> LagAsync(string lane, CancellationToken stop) => (await LaneAsync(lane, stop)).GetProperty("lag").GetInt64();

    /// <param name="after">Rows after this number.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<List<JsonElement>> AuditAsync(long after, CancellationToken stop)
        => [.. (await engine.GetAsync(
            string.Create(CultureInfo.InvariantCulture, $"/api/audit?limit=1000&after={after}"), stop)).EnumerateArray()];

    /// <summary>What a partner was owed since then, as it may see it.</summary>
    /// <param name="partner">Whose view.</param>
    /// <param name="sinceMillis">Epoch milliseconds.</param>
    /// <param name="stop">Gives up.</param>
    public async Task<List<JsonElement>> ReplayAsync(string partner, long sinceMillis, CancellationToken stop)
        => [.. (await engine.GetAsync(
            string.Create(CultureInfo.InvariantCulture, $"/replay?since={sinceMillis}&partner={partner}"), stop))
            .GetProperty("events").EnumerateArray()];

    /// <summary>What was published under a topic.</summary>
    public async Task<List<JsonElement>> EventsAsync(string topic, CancellationToken stop)
        => [.. (await engine.GetAsync($"/api/events?limit=1000&topic={topic}", stop)).EnumerateArray()];

    /// <summary>Lets nothing go to a partner, nor anything of its in.</summary>
    public Task PauseAsync(string partner, CancellationToken stop)
        => engine.PostAsync($"/api/partners/{partner}/pause", new { by = "the demo" }, stop);

    public Task ResumeAsync(string partner, CancellationToken stop)
        => engine.PostAsync($"/api/partners/{partner}/resume", new { by = "the demo" }, stop);

    /// <summary>Where both sides wanted different things, and what became of it; oldest first.</summary>
    public async Task<List<JsonElement>> ConflictsAsync(CancellationToken stop)
        => [.. (await engine.GetAsync("/api/conflicts", stop)).EnumerateArray()];

    public Task<JsonElement> ConflictAsync(long id, CancellationToken stop)
        => engine.GetAsync(string.Create(CultureInfo.InvariantCulture, $"/api/conflicts/{id}"), stop);

    public void Dispose() => engine.Dispose();
}
