using HmsSync.EndToEnd.Tests.Processes;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace HmsSync.EndToEnd.Tests.Browser;

/// <summary>The page of <c>samples/live_beds</c> in a real browser, at another origin than the engine's.</summary>
public sealed class LiveBedsTests
{
    private static string Folder => Path.Combine(Checkout.Root, "samples", "live_beds");

    [Fact]
    public async Task A_doorbell_is_on_the_page_at_once_and_after_a_crash_nothing_is_missing_and_nothing_twice()
    {
        await using var server = await PageServer.StartAsync(Folder);
        using var beds = await BedsWorkspace.CreateAsync(server.Origin);
        await using var chromium = await Chromium.StartAsync();
        await using (var engine = await beds.RunAsync())
        {
            await beds.RingAsync(9);
            var (page, faults) = await OpenAsync(chromium, server, beds);

            // What was said before the page was opened is there.
            await Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
            await Expect(Card(page, "county").Locator(".count")).ToHaveTextAsync("9");
            await beds.RingAsync(7);
            await Expect(Card(page, "county").Locator(".count")).ToHaveTextAsync("7");
            await Expect(Card(page, "county").Locator(".delta")).ToHaveTextAsync("−2");
            await Expect(page.Locator("#said")).ToHaveTextAsync("county: 7 free");
            await engine.CrashAsync();
            await Expect(page.Locator("#connection")).ToHaveAttributeAsync("data-state", "lost");
            await Expect(page.Locator("#connection")).ToContainTextAsync("Connection lost at ");

            await using var again = await beds.RunAsync();
            await beds.RingAsync(3, "General");
            await beds.RingAsync(4, "General");
            await Expect(page.Locator("#connection")).ToHaveTextAsync("Live");
            await Expect(Card(page, "General").Locator(".count")).ToHaveTextAsync("4");
            await Expect(page.Locator("#changes tr td:nth-child(3)")).ToHaveTextAsync(["4", "3", "7", "9"]);
            await Expect(page.Locator("#gap")).ToBeHiddenAsync();
            Assert.Empty(faults);
            await ScreenshotAsync(page, "live");
        }
    }

    [Fact]
    public async Task What_was_missed_for_good_is_said_and_what_may_be_old_is_marked()
    {
        await using var server = await PageServer.StartAsync(Folder);
        using var beds = await BedsWorkspace.CreateAsync(server.Origin);
        await using var chromium = await Chromium.StartAsync();
        var engine = await beds.RunAsync();
        await using var first = engine;
        await beds.RingAsync(9);
        await beds.RingAsync(0, "General");
        var (page, faults) = await OpenAsync(chromium, server, beds);
        await Expect(Card(page, "county").Locator(".count")).ToHaveTextAsync("9");
        await engine.CrashAsync();
        beds.LoseStore();
        await using var again = await beds.RunAsync();
        await beds.RingAsync(8);
        await Expect(page.Locator("#gap")).ToBeVisibleAsync();
        await Expect(Card(page, "county").Locator(".count")).ToHaveTextAsync("8");

        // One has spoken since; the other may have changed unseen.
        await Expect(Card(page, "county").Locator(".unsure")).ToBeHiddenAsync();
        await Expect(Card(page, "General").Locator(".unsure")).ToBeVisibleAsync();
        await Expect(Card(page, "county").Locator(".delta")).ToBeEmptyAsync();
        await ScreenshotAsync(page, "gap");
        await page.Locator("#gap-seen").ClickAsync();
        await Expect(page.Locator("#gap")).ToBeHiddenAsync();
        Assert.Empty(faults);
    }

    [Fact]
    public async Task A_page_that_is_not_let_in_says_what_would_let_it_in()
    {
        await using var server = await PageServer.StartAsync(Folder);
        using var beds = await BedsWorkspace.CreateAsync("http://other.example");
        await using var engine = await beds.RunAsync();
        await using var chromium = await Chromium.StartAsync();
        var (page, _) = await OpenAsync(chromium, server, beds);
        await Expect(page.Locator("#connection")).ToHaveAttributeAsync("data-state", "refused");
        await Expect(page.Locator("#connection")).ToContainTextAsync($"does its server.cors list {server.Origin}?");
    }

    [Fact]
    public async Task What_a_hospital_sends_is_text_and_never_markup()
    {
        await using var server = await PageServer.StartAsync(Folder);
        using var beds = await BedsWorkspace.CreateAsync(server.Origin);
        await using var engine = await beds.RunAsync();
        await using var chromium = await Chromium.StartAsync();
        const string Name = "<img src=x onerror=\"document.title='taken'\">";
        await beds.RingAsync(5, Name);
        var (page, faults) = await OpenAsync(chromium, server, beds);
        await Expect(page.Locator(".hospital h3")).ToHaveTextAsync(Name);
        Assert.Equal(0, await page.Locator("main img").CountAsync());
        Assert.Equal("Free ICU beds, live", await page.TitleAsync());
        Assert.Empty(faults);
    }

    private static Task<(IPage Page, List<string> Faults)> OpenAsync(Chromium chromium, PageServer server, BedsWorkspace beds)
        => chromium.OpenAsync($"{server.Origin}/?engine={Uri.EscapeDataString(beds.Engine)}");

    private static ILocator Card(IPage page, string hospital)
        => page.Locator(".hospital", new PageLocatorOptions { Has = page.GetByRole(AriaRole.Heading, new() { Name = hospital }) });

    /// <summary>For a person to look at, where one has named a folder.</summary>
    private static async Task ScreenshotAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("HMS_SYNC_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"live-beds-{name}.png") });
        }
    }
}
