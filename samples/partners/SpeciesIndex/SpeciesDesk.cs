namespace HmsSync.Partners;

/// <summary>The running index: its web server, its surveys and its connection to the stream.</summary>
internal sealed class SpeciesDesk : IAsyncDisposable
{
    private readonly PartnerServer _server;
    private readonly SpeciesSurveys _surveys;
    private readonly SpeciesLink _link;

    private SpeciesDesk(PartnerServer server, SpeciesSurveys surveys, SpeciesLink link)
    {
        _server = server;
        _surveys = surveys;
        _link = link;
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => _server.Url;

    public static async Task<SpeciesDesk> StartAsync(SpeciesSettings settings, TextWriter output, TimeProvider clock)
    {
        var surveys = new SpeciesSurveys(settings.DataFile);
        var link = new SpeciesLink(surveys, settings, new CallScreen(output), clock);
        try
        {
            var server = await PartnerServer.StartAsync(settings.Url, new SpeciesRoutes(surveys, link).MapTo);
            return new SpeciesDesk(server, surveys, link);
        }
        catch
        {
            link.Dispose();
            surveys.Dispose();
            throw;
        }
    }

    /// <summary>Listens to the stream, again and again, until stopped.</summary>
    public Task FollowAsync(CancellationToken stop) => _link.RunAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _link.Dispose();
        _surveys.Dispose();
    }
}
