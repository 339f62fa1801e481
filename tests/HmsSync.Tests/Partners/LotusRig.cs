using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HmsSync.Partners;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Partners;

/// <summary>A gateway that really listens, a file of its own, and an HMS at the end of its doorbell.</summary>
internal sealed class LotusRig : IAsyncDisposable
{
    private readonly HttpClient _http = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lotus-");
    private CancellationTokenSource _stop = new();
    private LotusGateway _gateway = null!;
    private Uri _engine = null!;

    private LotusRig(ScriptedPartner hms)
    {
        Hms = hms;
    }

    public ScriptedPartner Hms { get; }

    /// <summary>Runs until the gateway is stopped.</summary>
    public Task Ringing { get; private set; } = Task.CompletedTask;

    /// <summary>What the clerk reads on the gateway's own screen.</summary>
    public StringWriter Screen { get; } = new();

    public string DataFile => Path.Combine(_folder.FullName, "lotus.jsonl");

    /// <param name="engine">Where it rings; null: at <see cref="Hms"/>.</param>
    public static async Task<LotusRig> StartAsync(Uri? engine = null)
    {
        var hms = await ScriptedPartner.StartAsync();
        var rig = new LotusRig(hms) { _engine = engine ?? hms.Url };
        rig.Hms.Answer(204);
        await rig.StartGatewayAsync();
        return rig;
    }

    public async Task StartGatewayAsync()
    {
        var doorbell = new DoorbellSettings(new Uri(_engine, "webhook/lotus_notes/slotChange"), "bell")
        {
            FirstWait = TimeSpan.FromMilliseconds(1),
            LongestWait = TimeSpan.FromMilliseconds(2),
        };
        _stop = new CancellationTokenSource();
        _gateway = await LotusGateway.StartAsync(
            new LotusSettings("http://127.0.0.1:0", "t0ken", doorbell, DataFile), Screen, TimeProvider.System);
        Ringing = _gateway.RingAsync(_stop.Token);
    }

    public async Task StopGatewayAsync()
    {
        await _stop.CancelAsync();
        await Ringing;
        await _gateway.DisposeAsync();
        _stop.Dispose();
    }

    public async Task<(int Status, string Body)> CallAsync(
        string method, string path, string? body = null, string? key = null, string token = "t0ken", long? seq = null,
        string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(_gateway.Url, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (ifMatch is not null)
        {
            request.Headers.Add("If-Match", ifMatch);
        }

        if (seq is not null)
        {
            request.Headers.Add("HMS-Sync-Seq", $"{seq}");
            request.Headers.Add("HMS-Sync-Partner-Seq", $"{seq - 1}");
        }

        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>An entry as callers read it, and its tag.</summary>
    public async Task<(string Body, string Tag)> ShowAsync(string uid)
    {
        var (_, body) = await CallAsync("GET", $"api/events/{uid}");
        using var entry = JsonDocument.Parse(body);
        return (body, entry.RootElement.GetProperty("etag").GetString()!);
    }

    public async Task<int> PostAsync(string uid, string title = "WIC", string? key = null)
        => (await CallAsync("POST", "api/events", Slot(uid, title), key)).Status;

    public static string Slot(string uid, string title)
        => $$"""{"uid":{{uid}},"begin":"2030-01-07T10:00:00Z","close":"2030-01-07T10:30:00Z","title":"{{title}}"}""";

    public async ValueTask DisposeAsync()
    {
        await StopGatewayAsync();
        await Hms.DisposeAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }
}
