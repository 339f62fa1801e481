using System.Globalization;
using System.Text;
using HmsSync.Configuration;
using HmsSync.Deliver.Auth;
using HmsSync.Sdk;
using HmsSync.Tests.Adapters.Http;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Deliver.Auth;

public sealed class SigningTests
{
    private static readonly Secret[] Secrets =
        [new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), new("whsec_plJ3nmyCDGBKInavdOK15jsl")];

    private static readonly AuthPlan Auth = new(AuthKind.StandardWebhooks, "", Secrets);

    [Fact]
    public async Task Each_try_is_signed_anew_over_the_bytes_that_arrive()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(partner.Url, auth: Auth);
        await rig.PushAsync("""{ "name" : "Zoë", "n": 1.0 }""");
        await rig.PushAsync("""{ "name" : "Zoë", "n": 1.0 }""");

        Assert.Equal(2, partner.Requests.Count);
        foreach (var sent in partner.Requests)
        {
            Assert.Equal(sent.Headers["Idempotency-Key"], sent.Headers["webhook-id"]);
            var at = long.Parse(sent.Headers["webhook-timestamp"], CultureInfo.InvariantCulture);
            var now = TimeProvider.System.GetUtcNow();
            Assert.InRange(DateTimeOffset.FromUnixTimeSeconds(at), now.AddSeconds(-60), now);
            Assert.Equal(
                new WebhookSigner(Secrets).Sign(sent.Headers["webhook-id"], at, Encoding.UTF8.GetBytes(sent.Body)),
                sent.Headers["webhook-signature"]);
        }
    }

    [Fact]
    public async Task To_sign_a_body_is_not_to_send_it()
    {
        var gone = RawPartner.Start(_ => Task.CompletedTask);
        await gone.DisposeAsync();
        using var rig = new HttpRig(gone.Url, auth: Auth);
        var outcome = await rig.PushAsync();

        // Nothing listens. Were the body taken for sent, it might have been done.
        Assert.Equal((FailureKind.Unreachable, "refused"), (outcome.Failure, outcome.Code));
    }

    [Fact]
    public async Task Content_that_can_be_read_once_only_is_sent_as_it_was_signed()
    {
        var recorder = new BodyRecorder();
        using var http = new HttpMessageInvoker(new SigningHandler(recorder, new WebhookSigner(Secrets), TimeProvider.System));
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://x.example/") { Content = new OnceContent("once"u8.ToArray()) };
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("once", recorder.Body);
        var at = long.Parse(request.Headers.GetValues("webhook-timestamp").Single(), CultureInfo.InvariantCulture);
        Assert.Equal(
            new WebhookSigner(Secrets).Sign(request.Headers.GetValues("webhook-id").Single(), at, "once"u8),
            request.Headers.GetValues("webhook-signature").Single());
    }

    private sealed class BodyRecorder : HttpMessageHandler
    {
        public string? Body { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            return new HttpResponseMessage();
        }
    }

    /// <summary>As an adapter's own content may be: made while it is written.</summary>
    private sealed class OnceContent(byte[] body) : HttpContent
    {
        private bool _written;

        protected override Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            Assert.False(_written);
            _written = true;
            return stream.WriteAsync(body).AsTask();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
