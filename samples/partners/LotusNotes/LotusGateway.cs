using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HmsSync.Partners;

/// <summary>The running gateway: its web server, its calendar and its doorbell.</summary>
internal sealed class LotusGateway : IAsyncDisposable
{
    private const int LargestBody = 64 * 1024;

    private readonly WebApplication _app;
    private readonly LotusCalendar _calendar;
    private readonly LotusDoorbell _doorbell;

    private LotusGateway(WebApplication app, LotusCalendar calendar, LotusDoorbell doorbell)
    {
        _app = app;
        _calendar = calendar;
        _doorbell = doorbell;
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.First());

    public static async Task<LotusGateway> StartAsync(LotusSettings settings, TimeProvider clock)
    {
        var calendar = new LotusCalendar(settings.DataFile);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Limits.MaxRequestBodySize = LargestBody);
        var app = builder.Build();
        app.Urls.Add(settings.Url);
        new LotusRoutes(calendar, settings.Token).MapTo(app);
        var gateway = new LotusGateway(app, calendar, new LotusDoorbell(calendar, settings, clock));
        try
        {
            await app.StartAsync();
            return gateway;
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }
    }

    /// <summary>Rings for everything that a clerk does, until stopped.</summary>
    public Task RingAsync(CancellationToken stop) => _doorbell.RunAsync(stop);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _doorbell.Dispose();
        _calendar.Dispose();
    }
}
