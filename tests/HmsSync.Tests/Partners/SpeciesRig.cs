using System.Text.Json;
using HmsSync.Partners;
using HmsSync.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HmsSync.Tests.Partners;

/// <summary>An index that really listens, and an HMS whose stream says what the test writes.</summary>
internal sealed class SpeciesRig : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("species-");
    private CancellationTokenSource _stop = new();
    private SpeciesDesk _desk = null!;
    private Task _following = Task.CompletedTask;

    private SpeciesRig(ScriptedPartner hms)
    {
        Hms = hms;
    }

    public ScriptedPartner Hms { get; }

    public StringWriter Screen { get; } = new();

    /// <param name="texts">What the stream says, connection by connection; after each it hangs up, on the last it hangs.</param>
    public static async Task<SpeciesRig> StartAsync(params string[] texts)
    {
        var rig = new SpeciesRig(await ScriptedPartner.StartAsync());
        rig.Say(texts);
        await rig.StartDeskAsync();
        return rig;
    }

    public void Say(params string[] texts)
    {
        var left = new Queue<string>(texts);
        Hms.Script = async (_, context) =>
        {
            var isLast = left.Count == 1;
            var text = isLast ? left.Peek() : left.Dequeue(); // the last is said to whoever comes again
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync(text, context.RequestAborted);
            if (isLast)
            {
                await HangAsync(context);
            }
        };
    }

    public async Task StartDeskAsync(TimeSpan? silence = null)
    {
        _stop = new CancellationTokenSource();
        var settings = new SpeciesSettings(
            "http://127.0.0.1:0", new Uri(Hms.Url, "stream?partner=species_index"), "k3y", Path.Combine(_folder.FullName, "s.jsonl"))
        {
            FirstWait = TimeSpan.FromMilliseconds(1),
            LongestWait = TimeSpan.FromMilliseconds(5),
            LongestSilence = silence ?? TimeSpan.FromSeconds(30),
        };
        _desk = await SpeciesDesk.StartAsync(settings, Screen, TimeProvider.System);
        _following = _desk.FollowAsync(_stop.Token);
    }

    public async Task StopDeskAsync()
    {
        await _stop.CancelAsync();
        await _following;
        await _desk.DisposeAsync();
        _stop.Dispose();
    }

    /// <summary>Waits until so many events were heard.</summary>
    public async Task<List<JsonElement>> HeardAsync(int count)
    {
        List<JsonElement> heard = [];
        await Eventually.HoldsAsync(
            async () => (heard = (await GetAsync("heard")).EnumerateArray().ToList()).Count >= count, $"{count} events heard");
        return heard;
    }

    public async Task<JsonElement> GetAsync(string path)
        => JsonSerializer.Deserialize<JsonElement>(
            await _http.GetStringAsync(new Uri(_desk.Url, path), TestContext.Current.CancellationToken));

    /// <summary>The surveys that stand still.</summary>
    public async Task<List<string>> PausedAsync()
        => [.. (await GetAsync("surveys")).EnumerateArray()
            .Where(s => s.GetProperty("state").GetString() == "paused").Select(s => s.GetProperty("id").GetString()!)];

    public static string Rule(string cursor, int rule, string region)
    {
        var data = $$"""{"rule":{{rule}},"region":"{{region}}"}""";
        var head = $$"""{"seq":{{rule}},"partner_seq":{{rule}},"id":"d-{{rule}}","op":"event","topic":"rule.published","data":""";
        return $"id: {cursor}\ndata: {head}{data}}}\n\n";
    }

    public async ValueTask DisposeAsync()
    {
        await StopDeskAsync();
        await Hms.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task HangAsync(HttpContext context)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await context.Response.Body.FlushAsync(context.RequestAborted);
        await gone.Task;
    }
}
