namespace HmsSync.Cli.Demo;

/// <summary>Looks at engine and partners through their own screens; who does not answer is shown as away.</summary>
internal sealed class LiveSight(DemoStage stage, TimeProvider clock, CancellationToken stop)
{
    private readonly LaneRates _rates = new(stage.Engine, clock);

    public async Task<LiveView> LookAsync(string note)
    {
        await _rates.ReadAsync(stop);
        var lanes = (await stage.Engine.LanesAsync(stop)).Select(row =>
        {
            var name = row.GetProperty("lane").GetString()!;
            return new LaneView(
                name, row.GetProperty("state").GetString()!, row.GetProperty("lag").GetInt64(), _rates.Of(name), _rates.LastOf(name),
                row.TryGetProperty("why", out var why) ? why.GetString() ?? "" : "");
        });
        return new LiveView(
            stage.EngineUrl, stage.Folder,
            [
                ("hms", await HubAsync()),
                .. await Task.WhenAll(DemoPartner.All.Select(async partner => (partner.Name, await HoldsAsync(partner)))),
            ],
            [.. lanes.OrderBy(lane => lane.Name, StringComparer.Ordinal)],
            stage.Calls.Lines,
            note);
    }

    private async Task<string> HubAsync()
    {
        var hub = await stage.DeskAsync(new DeskCommand());
        return string.Create(CultureInfo.InvariantCulture, $"{hub.Appointments} appointments, {hub.Rules} rules");
    }

    private async Task<string> HoldsAsync(DemoPartner partner)
    {
        if (!stage.IsOpen(partner))
        {
            return "away";
        }

        try
        {
            return partner == DemoPartner.Hospital ? (await stage.Ward.WardAsync(stop)).ToString()
                : partner == DemoPartner.Species ? Words(await stage.Index.SurveysAsync(stop))
                : partner == DemoPartner.Registry ? $"{(await stage.Registry.FilingsAsync(stop)).Count} filings"
                : $"{(await stage.Clerk.EntriesAsync(stop)).Count} entries";
        }
        catch (EngineAwayException)
        {
            return "away";
        }
    }

    private static string Words(List<FieldSurvey> surveys)
    {
        var paused = surveys.Where(survey => survey.State == "paused").ToList();
        return paused.Count == 0
            ? $"{surveys.Count} surveys active"
            : $"{surveys.Count - paused.Count} active, paused: {string.Join(" ", paused.Select(survey => survey.Id))}";
    }
}
