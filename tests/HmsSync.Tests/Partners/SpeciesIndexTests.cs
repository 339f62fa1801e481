using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Partners;

public sealed class SpeciesIndexTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rule_pauses_the_surveys_of_its_region_and_no_others()
    {
        await using var index = await SpeciesRig.StartAsync(": hello\n\n" + SpeciesRig.Rule("c1", 7, "north_ridge"));
        await index.HeardAsync(1);

        Assert.Equal(["NS-1", "NS-2"], await index.PausedAsync());
        await Eventually.Holds(() => index.Screen.ToString().Length > 0, "it is shown");
        Assert.Equal(
            "→ event rule.published {rule: 7, region: north_ridge} 200\n", index.Screen.ToString().ReplaceLineEndings("\n"));
        var request = Assert.Single(index.Hms.Requests);
        Assert.Equal("GET /stream?partner=species_index&since=0", $"{request.Method} {request.Target}");
        Assert.Equal("text/event-stream", request.Headers["Accept"]);
        Assert.Equal("Bearer k3y", request.Headers["Authorization"]);
        Assert.False(request.Headers.ContainsKey("Last-Event-ID"));
    }

    [Fact]
    public async Task A_rule_that_moves_lets_the_surveys_of_its_old_region_go_on()
    {
        await using var index = await SpeciesRig.StartAsync(
            SpeciesRig.Rule("c1", 7, "north_ridge")
            + SpeciesRig.Rule("c2", 7, "lake_district").Replace("d-7", "d-8", StringComparison.Ordinal));
        await index.HeardAsync(2);

        Assert.Equal(["NS-3"], await index.PausedAsync());
    }

    [Fact]
    public async Task A_broken_stream_is_resumed_after_what_is_on_disk_and_a_repeat_is_known()
    {
        await using var index = await SpeciesRig.StartAsync(
            SpeciesRig.Rule("c1", 1, "north_ridge") + "id: c2\ndata: {\"cut",
            SpeciesRig.Rule("c1", 1, "north_ridge") + SpeciesRig.Rule("c2", 2, "lake_district"));
        var heard = await index.HeardAsync(2);

        Assert.Equal([1, 2], heard.Select(e => e.GetProperty("seq").GetInt32()));
        var again = index.Hms.Requests.ElementAt(1);
        Assert.Equal(("/stream?partner=species_index", "c1"), (again.Target, again.Headers["Last-Event-ID"]));

        await index.StopDeskAsync();
        index.Say("");
        await index.StartDeskAsync();
        while ((await index.Hms.NextAsync(Stop)).Headers.GetValueOrDefault("Last-Event-ID") != "c2")
        {
        }

        Assert.Equal(["NS-1", "NS-2", "NS-3"], await index.PausedAsync());
    }

    [Fact]
    public async Task A_stream_that_falls_silent_is_left()
    {
        await using var index = await SpeciesRig.StartAsync("");
        await index.StopDeskAsync();
        index.Say("", "", SpeciesRig.Rule("c1", 7, "north_ridge"));
        index.Hms.Script = Hanging(index.Hms.Script);
        await index.StartDeskAsync(silence: TimeSpan.FromMilliseconds(500));

        await index.HeardAsync(1);
    }

    [Fact]
    public async Task A_gap_and_what_is_withheld_are_noted_and_nonsense_is_passed_over()
    {
        await using var index = await SpeciesRig.StartAsync(
            "id: c1\nevent: gap\ndata: {\"from\":1,\"to\":4}\n\n"
            + "id: c2\ndata: {\"seq\":5,\"partner_seq\":5,\"withheld\":true}\n\n"
            + "id: c3\ndata: not json\n\n"
            + SpeciesRig.Rule("c4", 7, "north_ridge"));
        var heard = await index.HeardAsync(3);

        Assert.True(heard[0].GetProperty("gap").GetBoolean());
        Assert.False(heard[1].TryGetProperty("topic", out _));
        Assert.Equal("c4", (await index.GetAsync("link")).GetProperty("cursor").GetString());
        Assert.Equal(["NS-1", "NS-2"], await index.PausedAsync());
    }

    [Fact]
    public async Task A_refused_key_is_shown_and_tried_again()
    {
        await using var index = await SpeciesRig.StartAsync("");
        await index.StopDeskAsync();
        index.Hms.Answer(401);
        await index.StartDeskAsync();
        while ((await index.Hms.NextAsync(Stop)).Connection.Length > 0 && index.Hms.Requests.Count < 4)
        {
        }

        await index.StopDeskAsync();
        Assert.Contains("GET /stream {} 401", index.Screen.ToString(), StringComparison.Ordinal);
        await index.StartDeskAsync();
    }

    private static Func<Fakes.RecordedRequest, Microsoft.AspNetCore.Http.HttpContext, Task> Hanging(
        Func<Fakes.RecordedRequest, Microsoft.AspNetCore.Http.HttpContext, Task> last)
    {
        var calls = 0;
        return async (request, context) =>
        {
            if (Interlocked.Increment(ref calls) == 1)
            {
                await context.Response.StartAsync(context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                var gone = new TaskCompletionSource();
                await using var registration = context.RequestAborted.Register(gone.SetResult);
                await gone.Task;
                return;
            }

            await last(request, context);
        };
    }
}
