using System.Net;
using System.Text;
using HmsSync.Adapters.Http;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Deliver;
using HmsSync.Deliver.Guard;
using HmsSync.Sdk;
using Microsoft.Extensions.Logging.Abstractions;

namespace HmsSync.Tests.Adapters.Http;

/// <summary>The http adapter over the real guard, allowed to call this machine unless the test says otherwise.</summary>
internal sealed class HttpRig : IDisposable
{
    private readonly HttpMessageInvoker _http;
    private readonly PartnerAdapter _adapter;
    private readonly PartnerPlan _plan;

    public HttpRig(
        Uri url, DeleteCall? deletes = null, bool allowLoopback = true, AuthPlan? auth = null,
        GuardedDialer? dialer = null, TimeProvider? clock = null, string method = "POST", TimeSpan? timeout = null,
        string ca = "", bool cloudEvents = false)
    {
        _plan = new PartnerPlan(new Participant("lotus_notes"))
        {
            AllowNetwork = allowLoopback ? [IPNetwork.Parse("127.0.0.0/8")] : [],
            Ca = ca,
            Auth = auth ?? AuthPlan.None,
            Timeout = timeout ?? TimeSpan.FromMinutes(5),
        };
        _http = PartnerHttp.Open(dialer ?? new GuardedDialer(TimeProvider.System), _plan);
        _adapter = new HttpAdapterFactory().Create(new AdapterContext
        {
            Partner = _plan.Name.Name,
            Url = Uri.UnescapeDataString(url.OriginalString),
            Method = method,
            CloudEvents = cloudEvents,
            Deletes = deletes,
            Http = _http,
            Clock = clock ?? TimeProvider.System,
            Logger = NullLogger.Instance,
        });
    }

    /// <summary>Cancels at the end of the test, or when the test says so.</summary>
    public CancellationTokenSource Deadline { get; }
        = CancellationTokenSource.CreateLinkedTokenSource(Xunit.TestContext.Current.CancellationToken);

    public Task<PushOutcome> PushAsync(
        string body = """{"uid":42}""", ChangeOp op = ChangeOp.Insert, string key = """{"id":42}""", bool replay = false,
        string? trace = null)
        => PartnerCall.PushAsync(
            _plan,
            _adapter,
            new PushRequest
            {
                IdempotencyKey = "k-1",
                Op = op,
                Topic = "appointments",
                Key = key,
                Seq = 7,
                PartnerSeq = 3,
                Replay = replay,
                TraceParent = trace,
                Time = new DateTimeOffset(2026, 11, 22, 9, 30, 0, 250, TimeSpan.Zero),
                Body = Encoding.UTF8.GetBytes(body),
            },
            TimeProvider.System,
            Deadline.Token);

    public void Dispose()
    {
        _http.Dispose();
        Deadline.Dispose();
    }
}
