using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using HmsSync.Cli.Bench;
using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Demo;

[Collection(Promises.MeasuredTests.Name)]
public sealed class FanoutTests
{
    private const int Partners = 300;
    private const int Rules = 7;

    private static readonly TimeSpan Wanted = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task A_rule_is_at_300_partners_in_their_own_words_within_half_a_second()
    {
        var stop = TestContext.Current.CancellationToken;
        using var folder = new TempWorkspace();
        await using var partners = await CheckingPartner.StartAsync();
        await using var engine = EngineProcess.Start(FanoutWorkspace.Write(folder.Folder, partners.Url, Partners));
        var listening = await engine.WaitForLogAsync(line => line.StartsWith("listening on ", StringComparison.Ordinal));
        using var http = new HttpClient { BaseAddress = new Uri(listening["listening on ".Length..]) };

        var taken = new List<TimeSpan>();
        for (var rule = 1; rule <= Rules; rule++)
        {
            var began = Stopwatch.GetTimestamp();
            using var answer = await http.PostAsJsonAsync(
                "/events",
                new { topic = FanoutWorkspace.Topic, data = new { id = rule, scope = "Hospital", minIcuBeds = 10 + rule } }, stop);
            Assert.Equal(202, (int)answer.StatusCode);
            await partners.Log.WaitAsync(rule * Partners);
            taken.Add(Stopwatch.GetElapsedTime(began));
        }

        var millis = string.Join(", ", taken.Select(t => $"{t.TotalMilliseconds:F0} ms"));
        var said = $"publish to the last of {Partners} acknowledgements: {millis}";
        TestContext.Current.TestOutputHelper?.WriteLine(said);
        Assert.True(taken.Order().ElementAt(Rules / 2) < Wanted, said);
        AssertEachInItsOwnWords(partners.Log.All);
        await AssertSettledAsync(http, stop);
        Assert.Equal(0, await engine.StopAsync());
    }

    /// <summary>Each partner once a rule, under its own name for the beds, in order, and nothing that it did not ask for.</summary>
    private static void AssertEachInItsOwnWords(IReadOnlyList<Push> pushes)
    {
        var bodies = pushes.Select(push => (push.PartnerSeq, push.Body)).ToLookup(push => push.Body, push => push.PartnerSeq);
        for (var partner = 1; partner <= Partners; partner++)
        {
            for (var rule = 1; rule <= Rules; rule++)
            {
                var body = $$"""{"rule":{{rule}},"{{FanoutWorkspace.BedsOf(partner)}}":{{10 + rule}}}""";
                Assert.Equal([rule], bodies[body]);
            }
        }

        Assert.Equal(Partners * Rules, pushes.Count);
        Assert.Equal(Partners * Rules, pushes.DistinctBy(push => push.IdempotencyKey).Count());
    }

    private static async Task AssertSettledAsync(HttpClient http, CancellationToken stop)
    {
        var owed = -1L;
        while (owed != 0)
        {
            var status = await http.GetFromJsonAsync<JsonElement>("/api/status", stop);
            owed = status.GetProperty("lanes").EnumerateArray().Sum(lane => lane.GetProperty("lag").GetInt64());
        }
    }
}
