using System.Globalization;

namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>The application and two calendars book the same slots at the same moments, while things die.</summary>
internal static class Races
{
    private const int Rounds = 9;

    /// <param name="clinics">They run.</param>
    /// <param name="crashHub">What becomes of the hub while the races go on; null: it stays.</param>
    public static async Task PlayAsync(RaceClinics clinics, Func<Task>? crashHub = null)
    {
        for (var round = 0; round < Rounds; round++)
        {
            await RaceAsync(clinics, round);
            if (round == 2)
            {
                await clinics.KillEngineAsync();
            }
            else if (round == 4)
            {
                await clinics.StartEngineAsync();
                await clinics.KillCalendarAsync(1);
                await clinics.StartCalendarAsync(1);
            }
            else if (round == 6)
            {
                await clinics.KillEngineAsync();
                await clinics.StartEngineAsync();
            }
            else if (round == 7 && crashHub is not null)
            {
                await crashHub();
            }
        }

        for (var round = 0; round < Rounds; round++)
        {
            try
            {
                await SettledAsync(clinics, round);
            }
            catch (TimeoutException stuck)
            {
                Assert.Fail($"{stuck.Message}\n{await clinics.StatusAsync()}\n{string.Join('\n', clinics.EngineLog)}");
            }
        }

        var losers = (await clinics.ConflictsAsync()).FindAll(c => c.TryGetProperty("claim", out _));
        Assert.Equal(2 * Rounds, losers.Select(c => c.GetProperty("key").GetRawText()).Distinct().Count());
        await QuietAsync(clinics);
    }

    private static Task RaceAsync(RaceClinics clinics, int round) => Task.WhenAll(
        clinics.Hub.SqlAsync($"INSERT INTO appointments(id, start, subject) VALUES('h{round}', '{Start(round)}', 'at the hub')"),
        clinics.Calendars[0].MakesAsync($"c{round}", new() { ["begin"] = Start(round), ["title"] = "at the clinic", ["type"] = "booked" }),
        clinics.Calendars[1].MakesAsync($"a{round}", new() { ["begin"] = Start(round), ["title"] = "at the annex", ["type"] = "booked" }));

    /// <summary>One has the slot, two were told that they have not, and all three sides say the same.</summary>
    private static async Task SettledAsync(RaceClinics clinics, int round)
    {
        string[] keys = [$"h{round}", $"c{round}", $"a{round}"];
        await Seen.WhenAsync(
            $"round {round}",
            async () =>
            {
                var hub = await clinics.Hub.SlotsAsync();
                var sides = new List<string>();
                foreach (var key in keys)
                {
                    var here = hub.GetValueOrDefault(key);
                    var there = new[] { await clinics.Calendars[0].ShowsAsync(key), await clinics.Calendars[1].ShowsAsync(key) };
                    var agree = here is not null && there.All(slot => slot == here);
                    sides.Add(agree ? here!.Status : $"{key}: {here} / {there[0]} / {there[1]}");
                }

                return string.Join(", ", sides.Order(StringComparer.Ordinal));
            },
            seen => seen == "booked, cancelled, cancelled");
    }

    /// <summary>Two looks at both calendars make no write anywhere.</summary>
    private static async Task QuietAsync(RaceClinics clinics)
    {
        await LooksAsync(clinics);
        int[] calls = [.. clinics.Calendars.Select(c => c.Calls.Count)];
        await LooksAsync(clinics);
        foreach (var (calendar, before) in clinics.Calendars.Zip(calls))
        {
            Assert.All(calendar.Calls.Skip(before), line => Assert.StartsWith("→ GET ", line, StringComparison.Ordinal));
        }
    }

    /// <summary>The engine looks at both calendars, twice.</summary>
    public static async Task LooksAsync(RaceClinics clinics)
    {
        foreach (var calendar in clinics.Calendars)
        {
            await calendar.CalledAsync(calendar.Calls.Count, "/changes", 2);
        }
    }

    private static string Start(int round) => string.Create(CultureInfo.InvariantCulture, $"2026-12-01T1{round}:00");
}
