using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using HmsSync.Adapters.Http;
using HmsSync.Changes;
using HmsSync.Deliver;
using HmsSync.Deliver.Guard;
using HmsSync.Hosting;
using HmsSync.Seams;
using HmsSync.Server.Hosting;
using HmsSync.Stores.Sqlite;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server;

/// <summary>A whole engine with its server on a free port: real store, real hub, a real partner that listens.</summary>
internal sealed class ServerRig : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly Workspace _workspace;
    private readonly bool _ownsWorkspace;
    private readonly TestHub _hub;
    private bool _engineEnded;

    private ServerRig(
        Workspace workspace, bool owns, ScriptedPartner partner, TestHub hub, Engine engine, EngineServer server, CapturedLog log)
    {
        (_workspace, _ownsWorkspace, _hub, Partner, Engine, Server, Log) = (workspace, owns, hub, partner, engine, server, log);
        Http = new HttpClient { BaseAddress = server.Url };
        Admin = new HttpClient { BaseAddress = server.Url };
        Admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
    }

    public Workspace Workspace => _workspace;

    public ScriptedPartner Partner { get; }

    public Engine Engine { get; }

    public EngineServer Server { get; }

    public CapturedLog Log { get; }

    /// <summary>A stranger.</summary>
    public HttpClient Http { get; }

    public HttpClient Admin { get; }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <param name="workspace">Null: one of its own.</param>
    /// <param name="authRequired">As in the configuration.</param>
    /// <param name="clock">Null: the machine's.</param>
    public static async Task<ServerRig> StartAsync(Workspace? workspace = null, bool authRequired = true, TimeProvider? clock = null)
    {
        var own = workspace ?? new Workspace();
        var partner = await ScriptedPartner.StartAsync();
        var plan = own.Plan(partner.Url, authRequired);
        var random = new RandomSource(42);
        var (log, hub, dialer) = (new CapturedLog(), new TestHub(plan.Hub, random.Split()), new GuardedDialer(TimeProvider.System));
        var engine = await Engine.OpenAsync(plan, new EngineSeams
        {
            Clock = clock ?? TimeProvider.System,
            Random = random,
            Store = StorePlace.File(plan.StorePath),
            Scheduler = new PoolScheduler(),
            Network = p => PartnerHttp.Open(dialer, p),
            Adapters = [new HttpAdapterFactory()],
            Hub = hub,
            Loggers = log,
        });
        var server = await EngineServer.StartAsync(engine, plan, Stop);
        engine.Start();
        await engine.HubFeed.CaughtUp.WaitAsync(Stop);
        return new ServerRig(own, workspace is null, partner, hub, engine, server, log);
    }

    public Task<Answer> Ring(string path, string json, params (string Name, string Value)[] headers)
        => SendAsync(Http, HttpMethod.Post, path, Encoding.UTF8.GetBytes(json), headers);

    public static async Task<Answer> SendAsync(
        HttpClient http, HttpMethod method, string path, byte[]? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            if (!headers.Any(h => h.Name == "Content-Type"))
            {
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            }
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var answer = await http.SendAsync(request, Stop);
        return new Answer(
            answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop), answer.Headers, answer.Content.Headers);
    }

    /// <summary>The partner's next call that no one has taken yet.</summary>
    public Task<RecordedRequest> NextPush()
        => Partner.NextAsync(Stop).AsTask().WaitAsync(LongestWait, TimeProvider.System, Stop);

    /// <summary>Waits until so many deliveries are parked; their ids, oldest first.</summary>
    public async Task<List<long>> Parked(int count)
    {
        List<long> Ids() => Engine.Store.Readers.Read(
            reader => reader.Rows.Parked(0, 0, 1_000).Select(row => row.Id).ToList());
        await Eventually.Holds(() => Ids().Count == count, $"{count} deliveries are parked");
        return Ids();
    }

    /// <summary>Outcomes in the audit, oldest first.</summary>
    public List<string> Outcomes()
        => Engine.Store.Readers.Read(reader => reader.Rows.Audit(0, 1_000).Select(row => row.Entry.Outcome.ToString()).ToList());

    public Task<Answer> Get(string path) => SendAsync(Admin, HttpMethod.Get, path, null);

    public Task<Answer> Post(string path, string json) => SendAsync(Admin, HttpMethod.Post, path, Encoding.UTF8.GetBytes(json));

    /// <summary>All that is in the journal.</summary>
    public List<JournaledEvent> Journal() => Engine.Store.Readers.Read(reader => reader.Events.After(default, 100_000));

    /// <summary>Wanted: the store cannot take anything any more.</summary>
    public async Task EndEngine()
    {
        _engineEnded = true;
        await Engine.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        Admin.Dispose();
        await Server.DisposeAsync();
        if (!_engineEnded)
        {
            await Engine.DisposeAsync();
        }

        _hub.Dispose();
        await Partner.DisposeAsync();
        if (_ownsWorkspace)
        {
            _workspace.Dispose();
        }
    }
}

/// <summary>An answer, read to its end.</summary>
internal sealed record Answer(
    HttpStatusCode Status, string Body, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    public string? Code => Json.GetProperty("code").GetString();
}
