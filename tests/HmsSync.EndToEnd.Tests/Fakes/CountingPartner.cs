using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HmsSync.EndToEnd.Tests.Fakes;

/// <summary>A partner in the process of the tests that takes millions of pushes and remembers no more than which came.</summary>
internal sealed class CountingPartner : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly bool[] _came;
    private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;

    private CountingPartner(int records)
    {
        _came = new bool[records + 1];
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(TakeAsync);
    }

    /// <summary>Its address, without a slash at the end.</summary>
    public string Url { get; private set; } = "";

    /// <param name="records">Their partner_seq are 1 to this.</param>
    public static async Task<CountingPartner> StartAsync(int records)
    {
        var partner = new CountingPartner(records);
        await partner._app.StartAsync();
        partner.Url = partner._app.Urls.Single().TrimEnd('/');
        return partner;
    }

    /// <summary>Completes when every number has come.</summary>
    /// <exception cref="TimeoutException">Nothing new came for 30 s, and one is missing.</exception>
    public async Task AllAsync()
    {
        for (var seen = -1; !_all.Task.IsCompleted;)
        {
            try
            {
                await _all.Task.WaitAsync(Patience);
            }
            catch (TimeoutException) when (Volatile.Read(ref _count) > seen)
            {
                seen = Volatile.Read(ref _count);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync();
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private Task TakeAsync(HttpContext context)
    {
        var number = int.Parse(context.Request.Headers["HMS-Sync-Partner-Seq"].ToString(), CultureInfo.InvariantCulture);
        if (!Interlocked.Exchange(ref _came[number], true) && Interlocked.Increment(ref _count) == _came.Length - 1)
        {
            _all.TrySetResult();
        }

        return Task.CompletedTask;
    }
}
