using System.Net.Http.Json;
using HmsSync.Partners;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Partners;

/// <summary>A doorbell rings on, however HMS goes away.</summary>
public sealed class DoorbellTests
{
    private const int Deaths = 300;

    [Fact]
    public async Task An_engine_that_dies_as_it_takes_the_ring_does_not_end_the_calendar()
    {
        await using var engine = new DyingPartner();
        var folder = Directory.CreateTempSubdirectory("clinic-");
        var settings = new ClinicSettings("http://127.0.0.1:0", "t0ken", Path.Combine(folder.FullName, "clinic.jsonl"))
        {
            DoorbellUrl = engine.Url,
            FirstWait = TimeSpan.FromTicks(1),
            LongestWait = TimeSpan.FromTicks(1),
        };
        await using (var calendar = await ClinicCalendar.StartAsync(settings, TimeProvider.System))
        {
            using var clerk = new HttpClient { BaseAddress = calendar.Url };
            clerk.DefaultRequestHeaders.Authorization = new("Bearer", "t0ken");
            using var made = await clerk.PostAsJsonAsync(
                "clerk/appointments", new { id = "a1", begin = "2026-12-01T10:00" }, TestContext.Current.CancellationToken);
            made.EnsureSuccessStatusCode();
            using var stop = new CancellationTokenSource();
            await RingsOnAsync(calendar.RingAsync(stop.Token), engine);
            await stop.CancelAsync();
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Nor_the_gateway()
    {
        await using var engine = new DyingPartner();
        await using var lotus = await LotusRig.StartAsync(engine.Url);
        await lotus.PostAsync("42");
        Assert.Equal(202, (await lotus.CallAsync("POST", "clerk/cancel/42")).Status);
        await RingsOnAsync(lotus.Ringing, engine);
    }

    private static async Task RingsOnAsync(Task ringing, DyingPartner engine)
    {
        await Eventually.Holds(() => ringing.IsCompleted || engine.Deaths > Deaths, $"{Deaths} rings");
        Assert.False(ringing.IsCompleted, ringing.Exception?.ToString());
    }
}
