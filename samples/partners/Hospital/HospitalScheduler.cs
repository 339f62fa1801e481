namespace HmsSync.Partners;

/// <summary>The running scheduler: its web server, its beds and its doorbell.</summary>
internal sealed class HospitalScheduler : IAsyncDisposable
{
    private readonly PartnerServer _server;
    private readonly HospitalBeds _beds;
    private readonly Doorbell _doorbell;

    private HospitalScheduler(PartnerServer server, HospitalBeds beds, Doorbell doorbell)
    {
        _server = server;
        _beds = beds;
        _doorbell = doorbell;
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => _server.Url;

    public static async Task<HospitalScheduler> StartAsync(HospitalSettings settings, TextWriter output, TimeProvider clock)
    {
        var screen = new CallScreen(output);
        var beds = new HospitalBeds(settings.DataFile, settings.Doorbell.Secret);
        try
        {
            var server = await PartnerServer.StartAsync(settings.Url, new HospitalRoutes(beds, settings.Token, screen).MapTo);
            return new HospitalScheduler(server, beds, new Doorbell(beds, settings.Doorbell, screen, clock));
        }
        catch
        {
            beds.Dispose();
            throw;
        }
    }

    /// <summary>Rings for every bed that is cancelled, until stopped.</summary>
    public Task RingAsync(CancellationToken stop) => _doorbell.RunAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _doorbell.Dispose();
        _beds.Dispose();
    }
}
