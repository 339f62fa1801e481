namespace HmsSync.Partners;

/// <summary>The running gateway: its web server, its calendar and its doorbell.</summary>
internal sealed class LotusGateway : IAsyncDisposable
{
    private readonly PartnerServer _server;
    private readonly LotusCalendar _calendar;
    private readonly Doorbell _doorbell;

    private LotusGateway(PartnerServer server, LotusCalendar calendar, Doorbell doorbell)
    {
        _server = server;
        _calendar = calendar;
        _doorbell = doorbell;
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => _server.Url;

    public static async Task<LotusGateway> StartAsync(LotusSettings settings, TextWriter output, TimeProvider clock)
    {
        var screen = new CallScreen(output);
        var calendar = new LotusCalendar(settings.DataFile, settings.Doorbell.Secret, clock);
        try
        {
            var server = await PartnerServer.StartAsync(settings.Url, new LotusRoutes(calendar, settings.Token, screen).MapTo);
            return new LotusGateway(server, calendar, new Doorbell(calendar, settings.Doorbell, screen, clock));
        }
        catch
        {
            calendar.Dispose();
            throw;
        }
    }

    /// <summary>Rings for everything that a clerk does, until stopped.</summary>
    public Task RingAsync(CancellationToken stop) => _doorbell.RunAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _doorbell.Dispose();
        _calendar.Dispose();
    }
}
