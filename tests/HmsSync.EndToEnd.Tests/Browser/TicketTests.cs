using HmsSync.EndToEnd.Tests.Processes;
using static Microsoft.Playwright.Assertions;

namespace HmsSync.EndToEnd.Tests.Browser;

/// <summary>The page of <c>samples/live_beds</c> at an engine that asks for keys, behind the sample's own server.</summary>
public sealed class TicketTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_page_with_tickets_goes_on_after_a_crash_and_is_shut_out_with_its_key()
    {
        var port = FreePort.Next();
        using var beds = await BedsWorkspace.CreateAsync($"http://127.0.0.1:{port}", "required");
        await using var chromium = await Chromium.StartAsync();
        var engine = await beds.RunAsync();
        await using var first = engine;
        var key = await beds.KeysAsync("issue", "live-beds", "--scope", "stream");
        await using var server = ChildProcess.Start(
            "python3",
            [Path.Combine(Checkout.Root, "samples", "live_beds", "serve.py"), "--engine", beds.Engine, "--port", $"{port}"],
            environment: new Dictionary<string, string?> { ["HMS_SYNC_KEY"] = key });
        var address = await server.Output.WaitAsync(line => line.StartsWith("http://", StringComparison.Ordinal), Patience);
        await beds.RingAsync(9);
        var (page, faults) = await chromium.OpenAsync(address);
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
        await Expect(page.Locator(".hospital .count")).ToHaveTextAsync("9");
        Assert.DoesNotContain(key, await page.ContentAsync(), StringComparison.Ordinal);
        await engine.CrashAsync();
        await Expect(page.Locator("#connection")).ToHaveAttributeAsync("data-state", "lost");
        await using var again = await beds.RunAsync();
        await beds.RingAsync(4);
        await Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
        await Expect(page.Locator("#changes tr td:nth-child(3)")).ToHaveTextAsync(["4", "9"]);
        await beds.KeysAsync("revoke", "live-beds", "--yes");
        await Expect(page.Locator("#connection")).ToHaveAttributeAsync("data-state", "lost");
        await beds.RingAsync(2);
        await Expect(page.Locator("#changes tr")).ToHaveCountAsync(2);
        Assert.Empty(faults);
    }
}
