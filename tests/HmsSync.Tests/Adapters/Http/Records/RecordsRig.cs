using System.Net;
using System.Text;
using HmsSync.Adapters.Http;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Deliver;
using HmsSync.Deliver.Guard;
using HmsSync.Sdk;
using HmsSync.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace HmsSync.Tests.Adapters.Http.Records;

/// <summary>The http adapter with records, and a partner that answers what the test says.</summary>
internal sealed class RecordsRig : IAsyncDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    private readonly HttpMessageInvoker _http;

    private RecordsRig(ScriptedPartner partner, Func<RecordsSettings, RecordsSettings> change)
    {
        Partner = partner;
        var plan = new PartnerPlan(new Participant("p")) { AllowNetwork = [IPNetwork.Parse("127.0.0.0/8")] };
        _http = PartnerHttp.Open(new GuardedDialer(TimeProvider.System), plan);
        Adapter = new HttpAdapterFactory().Create(new AdapterContext
        {
            Partner = "p",
            Url = new Uri(partner.Url, "api/").AbsoluteUri,
            Records = new Dictionary<string, RecordsSettings> { ["t"] = change(Usual) },
            Http = _http,
            Clock = TimeProvider.System,
            Logger = NullLogger.Instance,
        });
    }

    public ScriptedPartner Partner { get; }

    public PartnerAdapter Adapter { get; }

    public static async Task<RecordsRig> StartAsync(Func<RecordsSettings, RecordsSettings>? change = null)
        => new(await ScriptedPartner.StartAsync(), change ?? (settings => settings));

    /// <summary>Answers by method, or by method and path; 404 to all others.</summary>
    public void Answers(params (string Call, int Status, string Body, string? Etag)[] answers)
        => Partner.Script = async (request, context) =>
        {
            var call = $"{request.Method} {request.Target}";
            var answer = answers.FirstOrDefault(a => call.StartsWith(a.Call, StringComparison.Ordinal), ("", 404, "{}", null));
            context.Response.StatusCode = answer.Status;
            if (answer.Etag is not null)
            {
                context.Response.Headers.ETag = answer.Etag;
            }

            await context.Response.WriteAsync(answer.Body, Stop);
        };

    public Task<PushOutcome> PushAsync(
        ChangeOp op, string body, string? partnerKey = "\"7\"", string? version = null, string changed = "")
        => Adapter.PushAsync(
            new PushRequest
            {
                IdempotencyKey = "k",
                Op = op,
                Topic = "t",
                Key = """{"id":7}""",
                Seq = 1,
                PartnerSeq = 1,
                Body = Encoding.UTF8.GetBytes(body),
                Changed = Encoding.UTF8.GetBytes(changed),
                PartnerKey = partnerKey,
                IfVersion = version,
            },
            Stop);

    public Task<RecordOutcome> ReadAsync(string? partnerKey = "\"7\"", string keyFields = "{}")
        => Adapter.ReadAsync(Query(partnerKey, keyFields), Stop);

    public Task<RecordOutcome> FindAsync(string keyFields = "{}", string key = """{"id":7}""")
        => Adapter.FindAsync(Query(null, keyFields) with { Key = key }, Stop);

    public Task<PageOutcome> ListAsync(string cursor = "") => Adapter.ListAsync(new PageQuery("t", cursor, 50), Stop);

    public Task<PageOutcome> PullAsync(string cursor = "") => Adapter.PullAsync(new PageQuery("t", cursor, 50), Stop);

    public ValueTask<RecordedRequest> NextAsync() => Partner.NextAsync(Stop);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Partner.DisposeAsync();
    }

    private static RecordQuery Query(string? partnerKey, string keyFields) => new()
    {
        Table = "t",
        Key = "",
        PartnerKey = partnerKey,
        KeyFields = Encoding.UTF8.GetBytes(keyFields),
    };

    private static RecordsSettings Usual => new()
    {
        Table = "t",
        KeyField = ["uid"],
        Version = ["rev"],
        ChangedAt = ["at"],
        Items = ["page", "items"],
        Next = ["page", "next"],
        Deleted = ["gone"],
        Calls = new RecordCalls
        {
            Insert = new("PUT", "/r/{uid}"),
            Update = new("PUT", "/r/{uid}"),
            Delete = new("DELETE", "/r/{uid}"),
            Read = new("GET", "/r/{uid}"),
            Find = new("GET", "/r?ref={key}"),
            List = new("GET", "/r?cursor={cursor}&limit={limit}"),
            Changes = new("GET", "/c?since={cursor}"),
        },
    };
}
