using Microsoft.Playwright;

namespace HmsSync.EndToEnd.Tests.Browser;

/// <summary>Debian's Chromium without a screen, driven by Playwright; nothing is downloaded.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const float PatienceMs = 30_000;

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        _browser = browser;
    }

    public static async Task<Chromium> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = "/usr/bin/chromium",
            Args =
            [
                "--no-sandbox", // the tests may run as root
                "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
        Assertions.SetDefaultExpectTimeout(PatienceMs);
        return new Chromium(playwright, browser);
    }

    /// <summary>A page of its own, with the faults it writes to its console.</summary>
    public async Task<(IPage Page, List<string> Faults)> OpenAsync(string url)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            Locale = "en-GB",
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = 900, Height = 800 },
        });
        context.SetDefaultTimeout(PatienceMs);
        var page = await context.NewPageAsync();
        List<string> faults = [];
        page.PageError += (_, fault) => faults.Add(fault);
        await page.GotoAsync(url);
        return (page, faults);
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
