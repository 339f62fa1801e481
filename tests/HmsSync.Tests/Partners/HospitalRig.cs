using System.Text;
using HmsSync.Partners;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Partners;

/// <summary>A scheduler that really listens, a file of its own, and an HMS at the end of its doorbell.</summary>
internal sealed class HospitalRig : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hospital-");
    private CancellationTokenSource _stop = new();
    private HospitalScheduler _scheduler = null!;
    private Task _ringing = Task.CompletedTask;

    private HospitalRig(ScriptedPartner hms)
    {
        Hms = hms;
    }

    public ScriptedPartner Hms { get; }

    /// <summary>What the ward reads on the scheduler's own screen.</summary>
    public StringWriter Screen { get; } = new();

    public static async Task<HospitalRig> StartAsync()
    {
        var rig = new HospitalRig(await ScriptedPartner.StartAsync());
        rig.Hms.Answer(204);
        await rig.StartSchedulerAsync();
        return rig;
    }

    public async Task StartSchedulerAsync()
    {
        var doorbell = new DoorbellSettings(new Uri(Hms.Url, "webhook/bedChange"), "bell")
        {
            FirstWait = TimeSpan.FromMilliseconds(1),
            LongestWait = TimeSpan.FromMilliseconds(20),
        };
        _stop = new CancellationTokenSource();
        _scheduler = await HospitalScheduler.StartAsync(
            new HospitalSettings("http://127.0.0.1:0", "t0ken", doorbell, Path.Combine(_folder.FullName, "h.jsonl")),
            Screen, TimeProvider.System);
        _ringing = _scheduler.RingAsync(_stop.Token);
    }

    public async Task StopSchedulerAsync()
    {
        await _stop.CancelAsync();
        await _ringing;
        await _scheduler.DisposeAsync();
        _stop.Dispose();
    }

    public async Task<(int Status, string Body)> CallAsync(string method, string path, string? body = null, string? key = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_scheduler.Url, path));
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public async Task<int> ReserveAsync(int beds, string rule = "7", string? key = null, string token = "t0ken")
        => (await CallAsync(
            "POST", "api/v1/reserveBeds",
            $$"""{"token":"{{token}}","rule":{{rule}},"bedCap":{{beds}},"start":"2026-12-01","priority":"HIGH"}""", key)).Status;

    public async Task<string> WardAsync() => (await CallAsync("GET", "ward")).Body;

    public async ValueTask DisposeAsync()
    {
        await StopSchedulerAsync();
        await Hms.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }
}
