using System.Globalization;
using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.TwoWay;

namespace HmsSync.EndToEnd.Tests.Promises;

/// <summary>A partner that is away: everything is there after it came back, in order.</summary>
public sealed class OutageTests
{
    private const int Changes = 200;

    private static readonly TimeSpan Away
        = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("HMS_SYNC_SLOW") == "1" ? 60 : 3);

    // Invariant 1, Invariant 2
    [Fact]
    public async Task What_was_committed_while_the_partner_was_away_arrives_in_order()
    {
        var before = await CheckingPartner.StartAsync();
        var port = new Uri(before.Url).Port;
        using var clinic = await ClinicWorkspace.CreateAsync(before.Url);
        await using var engine = await clinic.RunAsync();
        await clinic.BookAsync(1);
        await before.Log.WaitAsync(1);
        await Seen.WhenAsync(
            "the first is acknowledged", () => clinic.VerbAsync("audit", "list", "--json"),
            run => run.Output.Contains("\"delivered\"", StringComparison.Ordinal));
        await before.DisposeAsync();

        // One commit every so often, all the time that it is away.
        using var beat = new PeriodicTimer(Away / Changes);
        for (var id = 2; id <= Changes + 1; id++)
        {
            await beat.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            await clinic.BookAsync(id);
        }

        await using var after = await CheckingPartner.StartAsync(port);
        await after.Log.WaitAsync(pushes => pushes.Select(push => push.Key).Distinct().Count() == Changes);
        Assert.Equal(0, await engine.StopAsync());
        Assert.Equal(
            Enumerable.Range(2, Changes).Select(id => string.Create(CultureInfo.InvariantCulture, $"{{\"id\":{id}}}")),
            after.Log.All.Select(push => push.Key).Distinct());
        PushPromises.AssertKept(after.Log.All);
    }
}
