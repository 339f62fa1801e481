using System.Security.Cryptography.X509Certificates;
using HmsSync.Configuration;
using HmsSync.Deliver.Auth;
using HmsSync.Sdk;
using HmsSync.Tests.Adapters.Http;
using HmsSync.Tests.Fakes;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Xunit;

namespace HmsSync.Tests.Deliver.Auth;

/// <summary>mTLS with a real server.</summary>
public sealed class CertificateTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new("somebody else");

    [Fact]
    public async Task The_certificate_is_shown_and_the_push_arrives()
    {
        await using var partner = await StartAsync(ClientCertificateMode.RequireCertificate);
        using var rig = Rig(partner, _authority.Issue("hms-sync"));
        var outcome = await rig.PushAsync();

        Assert.Null(outcome.Failure);
        Assert.Single(partner.Requests);
    }

    [Fact]
    public async Task A_server_that_breaks_off_without_a_reason_is_told_with_the_one_it_may_have()
    {
        await using var partner = await StartAsync(ClientCertificateMode.RequireCertificate);
        using var rig = Rig(partner, _stranger.Issue("hms-sync"));
        var outcome = await rig.PushAsync();

        Assert.Equal((FailureKind.Unknown, "reset"), (outcome.Failure!.Value, outcome.Code));
        Assert.Contains("does not take our certificate", outcome.Detail, StringComparison.Ordinal);
        Assert.Empty(partner.Requests);
    }

    [Theory]
    [InlineData("error:0A000418:SSL routines::tlsv1 alert unknown ca")] // seen from openssl s_server -Verify
    [InlineData("error:0A00045C:SSL routines::tlsv13 alert certificate required")]
    [InlineData("error:0A000415:SSL routines::sslv3 alert certificate expired")]
    public async Task An_alert_of_the_server_about_our_certificate_is_told_as_that(string alert)
    {
        using var own = new OwnCertificate(Auth(_authority.Issue("hms-sync")));
        var inner = new Throws(new HttpRequestException("no", new IOException("no", new InvalidOperationException(alert))));
        using var http = new HttpMessageInvoker(new CertificateHandler(inner, own, TimeProvider.System));
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://x.example/");
        var failed = await Assert.ThrowsAsync<AuthFailedException>(
            () => http.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal((FailureKind.Unauthorized, "certificate_rejected"), (failed.Outcome.Failure!.Value, failed.Outcome.Code));
    }

    [Fact]
    public async Task A_certificate_that_has_run_out_is_not_even_shown()
        => await FailsAsync(
            ClientCertificateMode.RequireCertificate,
            _authority.Issue("hms-sync", new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            "certificate_expired");

    [Fact]
    public async Task A_server_that_asks_for_no_certificate_gets_no_push()
        => await FailsAsync(ClientCertificateMode.NoCertificate, _authority.Issue("hms-sync"), "certificate_not_asked");

    [Fact]
    public async Task Without_tls_nothing_goes_out()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = Rig(partner, _authority.Issue("hms-sync"));
        var outcome = await rig.PushAsync();

        Assert.Equal((FailureKind.Unauthorized, "certificate_needs_https"), (outcome.Failure!.Value, outcome.Code));
        Assert.Empty(partner.Requests);
    }

    [Fact]
    public async Task A_server_of_another_authority_is_not_trusted()
    {
        await using var partner = await StartAsync(ClientCertificateMode.RequireCertificate);
        using var rig = Rig(partner, _authority.Issue("hms-sync"), ca: _stranger.Pem);
        var outcome = await rig.PushAsync();

        Assert.Equal((FailureKind.Unreachable, "tls"), (outcome.Failure!.Value, outcome.Code));
        Assert.Empty(partner.Requests);
    }

    [Fact]
    public async Task Without_an_authority_of_its_own_a_private_server_is_not_trusted()
    {
        await using var partner = await StartAsync(ClientCertificateMode.NoCertificate);
        using var bare = new HttpRig(partner.Url);
        using var told = new HttpRig(partner.Url, ca: _authority.Pem);

        Assert.Equal("tls", (await bare.PushAsync()).Code);
        Assert.Null((await told.PushAsync()).Failure);
    }

    [Fact]
    public void A_key_of_another_certificate_is_refused_without_showing_it()
    {
        var (certificate, _) = _authority.Issue("one");
        var (_, key) = _authority.Issue("two");
        var refused = Assert.Throws<InvalidOperationException>(
            () => new HttpRig(new Uri("https://127.0.0.1/"), auth: Auth((certificate, key))));

        Assert.DoesNotContain(key.Split('\n')[1], refused.ToString(), StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    private async Task FailsAsync(ClientCertificateMode mode, (string Certificate, string Key) own, string code)
    {
        await using var partner = await StartAsync(mode);
        using var rig = Rig(partner, own);
        var outcome = await rig.PushAsync();

        Assert.Equal((FailureKind.Unauthorized, code), (outcome.Failure!.Value, outcome.Code));
        Assert.DoesNotContain(own.Key.Split('\n')[1], outcome.ToString(), StringComparison.Ordinal);
        Assert.Empty(partner.Requests);
    }

    private sealed class Throws(Exception fault) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            => Task.FromException<HttpResponseMessage>(fault);
    }

    private Task<ScriptedPartner> StartAsync(ClientCertificateMode mode)
        => ScriptedPartner.StartAsync(tls: new HttpsConnectionAdapterOptions
        {
            ServerCertificate = _authority.Server(),
            ClientCertificateMode = mode,
            ClientCertificateValidation = (certificate, _, _) => _authority.Issued(new X509Certificate2(certificate)),
        });

    private HttpRig Rig(ScriptedPartner partner, (string Certificate, string Key) own, string? ca = null)
        => new(partner.Url, auth: Auth(own), ca: ca ?? _authority.Pem);

    private static AuthPlan Auth((string Certificate, string Key) own)
        => new(AuthKind.Mtls, "", [new Secret(own.Key)]) { Certificate = own.Certificate };
}
