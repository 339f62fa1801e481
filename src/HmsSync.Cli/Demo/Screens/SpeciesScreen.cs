using System.Text.Json;
using HmsSync.Cli.Output;

namespace HmsSync.Cli.Demo;

/// <summary>The planner's screen at the species index, over its own HTTP interface.</summary>
internal sealed class SpeciesScreen(Uri url) : IDisposable
{
    private readonly EngineClient _http = EngineClient.Of(url, null);

    public async Task<bool> IsConnectedAsync(CancellationToken stop)
        => (await _http.GetAsync("/link", stop)).GetProperty("connected").GetBoolean();

    public async Task<List<FieldSurvey>> SurveysAsync(CancellationToken stop)
        => (await _http.GetAsync("/surveys", stop)).Deserialize<List<FieldSurvey>>(JsonOut.Options) ?? [];

    /// <summary>The ids of the surveys that a rule keeps paused.</summary>
    public async Task<List<string>> PausedByAsync(long rule, CancellationToken stop)
        => [.. (await SurveysAsync(stop)).Where(survey => survey.Rules.Contains(rule)).Select(survey => survey.Id)];

    /// <summary>The last events, oldest first.</summary>
    public async Task<List<HeardEvent>> HeardAsync(CancellationToken stop)
        => (await _http.GetAsync("/heard", stop)).Deserialize<List<HeardEvent>>(JsonOut.Options) ?? [];

    public void Dispose() => _http.Dispose();
}

/// <summary>A field survey; state <c>active</c> or <c>paused</c>.</summary>
internal sealed record FieldSurvey(string Id, string What, string Region, string State, IReadOnlyList<long> Rules);

/// <summary>An event as the index understood it.</summary>
internal sealed record HeardEvent(string? Topic, long? Seq, long? PartnerSeq, long? Rule, string? Region, int? IcuBedsFree, bool? Gap);
