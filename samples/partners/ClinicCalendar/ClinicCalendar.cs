using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.DependencyInjection;

namespace HmsSync.Partners;

/// <summary>The calendar of a clinic, running: its web server, its appointments and its doorbell. See the README of this project.</summary>
public sealed class ClinicCalendar : IAsyncDisposable
{
    private const int LargestBody = 64 * 1024;

    private readonly WebApplication _app;
    private readonly ClinicBook _book;
    private readonly ClinicDoorbell _doorbell;

    private ClinicCalendar(WebApplication app, ClinicBook book, ClinicDoorbell doorbell)
    {
        _app = app;
        _book = book;
        _doorbell = doorbell;
    }

    /// <summary>Where it listens.</summary>
    public Uri Url => new(_app.Urls.First());

    /// <param name="settings">What it runs with.</param>
    /// <param name="clock">Stamps its appointments.</param>
    /// <param name="output">Gets a line for each call; null: nobody watches.</param>
    /// <exception cref="IOException">The file cannot be opened, another calendar has it, or the address is taken.</exception>
    /// <exception cref="InvalidDataException">The file is damaged before its last line.</exception>
    public static async Task<ClinicCalendar> StartAsync(ClinicSettings settings, TimeProvider clock, TextWriter? output = null)
    {
        var book = new ClinicBook(settings, clock);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Limits.MaxRequestBodySize = LargestBody);
        var app = builder.Build();
        app.Urls.Add(settings.Url);
        var screen = new CallScreen(output ?? TextWriter.Null);
        app.Use(async (context, next) => await ShowAsync(screen, context, next));
        new ClinicRoutes(book, settings).MapTo(app);
        new ClinicDesk(book).MapTo(app);
        var calendar = new ClinicCalendar(app, book, new ClinicDoorbell(book, settings, screen, clock));
        try
        {
            await app.StartAsync();
            return calendar;
        }
        catch
        {
            await calendar.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Runs until <paramref name="stop"/>; prints its address on a line of its own once it listens, then a line for each call.
    /// </summary>
    public static async Task RunAsync(ClinicSettings settings, TextWriter output, TimeProvider clock, CancellationToken stop)
    {
        await using var calendar = await StartAsync(settings, clock, output);
        await output.WriteLineAsync(calendar.Url.AbsoluteUri.TrimEnd('/'));
        await calendar.RingAsync(stop);
    }

    /// <summary>Rings for everything that a clerk does, until stopped.</summary>
    public Task RingAsync(CancellationToken stop) => _doorbell.RunAsync(stop);

    /// <summary>Ends it; what is owed stands in its file.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _doorbell.Dispose();
        _book.Dispose();
    }

    /// <summary>What its clerks do is no call.</summary>
    private static async Task ShowAsync(CallScreen screen, HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            var call = $"{context.Request.Method} {context.Request.GetEncodedPathAndQuery()}";
            screen.Say(string.Create(CultureInfo.InvariantCulture, $"→ {call} {context.Response.StatusCode}"));
        }
    }
}
