using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace HmsSync.Partners;

/// <summary>A partner's web server.</summary>
internal sealed class PartnerServer : IAsyncDisposable
{
    private const int LargestBody = 64 * 1024;

    private readonly WebApplication _app;

    private PartnerServer(WebApplication app)
    {
        _app = app;
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <param name="url">Where to listen; port 0 takes a free one.</param>
    /// <param name="map">Adds the routes.</param>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<PartnerServer> StartAsync(string url, Action<WebApplication> map)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Limits.MaxRequestBodySize = LargestBody);
        var app = builder.Build();
        app.Urls.Add(url);
        map(app);
        try
        {
            await app.StartAsync();
            return new PartnerServer(app);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
