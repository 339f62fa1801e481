using System.Net;
using System.Net.Sockets;
using HmsSync.Deliver.Guard;
using HmsSync.Sdk;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Adapters.Http;

/// <summary>What partners and networks do when they misbehave (research: F34 to F38).</summary>
public sealed class HttpFaultTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_port_where_nobody_listens_is_unreachable()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var url = new Uri($"http://{probe.LocalEndpoint}/");
        probe.Stop();
        using var rig = new HttpRig(url);

        await AssertFailsAsync(rig, FailureKind.Unreachable, "refused");
    }

    [Theory]
    [InlineData(SocketError.HostNotFound)]
    [InlineData(SocketError.TryAgain)]
    [InlineData(SocketError.NoData)]
    public async Task A_name_without_an_address_is_unreachable(SocketError error)
    {
        using var rig = new HttpRig(
            new Uri("http://lotus.example/"),
            dialer: new GuardedDialer((_, _) => throw new SocketException((int)error), TimeProvider.System));

        await AssertFailsAsync(rig, FailureKind.Unreachable, "dns");
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_a_tls_fault()
    {
        await using var partner = await ScriptedPartner.StartAsync(https: true);
        using var rig = new HttpRig(partner.Url);

        await AssertFailsAsync(rig, FailureKind.Unreachable, "tls");
        Assert.Empty(partner.Requests);
    }

    [Fact]
    public async Task A_server_that_speaks_no_tls_is_a_tls_fault()
    {
        await using var partner = RawPartner.Start(call => call.SendAsync("220 this is not TLS\r\n"));
        using var rig = new HttpRig(new UriBuilder(partner.Url) { Scheme = "https" }.Uri);

        await AssertFailsAsync(rig, FailureKind.Unreachable, "tls");
    }

    [Fact]
    public async Task A_handshake_that_stalls_was_never_sent()
    {
        var greeted = new TaskCompletionSource();
        await using var partner = RawPartner.Start(call =>
        {
            greeted.SetResult();
            return call.HangAsync();
        });
        using var rig = new HttpRig(new UriBuilder(partner.Url) { Scheme = "https" }.Uri);

        var push = rig.PushAsync();
        await greeted.Task.WaitAsync(Stop);
        await rig.Deadline.CancelAsync();

        Assert.Equal((FailureKind.Unreachable, "connect_timeout"), Gist(await push));
    }

    [Fact]
    public async Task A_connection_that_takes_longer_than_the_timeout_was_never_sent()
    {
        using var rig = new HttpRig(
            new Uri("http://lotus.example/"), timeout: TimeSpan.FromMilliseconds(50), dialer: new GuardedDialer(
                async (_, stop) =>
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                    return [];
                },
                TimeProvider.System));

        await AssertFailsAsync(rig, FailureKind.Unreachable, "connect_timeout");
    }

    [Fact]
    public async Task An_answer_that_never_comes_leaves_the_outcome_unknown()
    {
        var asked = new TaskCompletionSource();
        await using var partner = RawPartner.Start(async call =>
        {
            await call.ReadRequestAsync();
            asked.SetResult();
            await call.HangAsync();
        });
        using var rig = new HttpRig(partner.Url);

        var push = rig.PushAsync();
        await asked.Task.WaitAsync(Stop);
        await rig.Deadline.CancelAsync();

        Assert.Equal((FailureKind.Unknown, "timeout"), Gist(await push));
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf")]
    public async Task An_answer_cut_short_leaves_the_outcome_unknown(string answer)
    {
        foreach (var reset in new[] { true, false })
        {
            await using var partner = RawPartner.Start(async call =>
            {
                await call.ReadRequestAsync();
                await call.SendAsync(answer);
                if (reset)
                {
                    call.Reset();
                }
            });
            using var rig = new HttpRig(partner.Url);

            await AssertFailsAsync(rig, FailureKind.Unknown, "reset");
        }
    }

    [Fact]
    public async Task A_refusal_stands_although_its_body_is_cut_short()
    {
        await using var partner = RawPartner.Start(async call =>
        {
            await call.ReadRequestAsync();
            await call.SendAsync("HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\nhalf");
        });
        using var rig = new HttpRig(partner.Url);

        await AssertFailsAsync(rig, FailureKind.Unavailable, "http_503");
    }

    [Theory]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n\r\n")]
    [InlineData("\u0001\u0002\u0003\r\n\r\n")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n")]
    public async Task What_is_not_HTTP_is_a_bad_answer(string answer)
    {
        await using var partner = RawPartner.Start(async call =>
        {
            await call.ReadRequestAsync();
            await call.SendAsync(answer);
            await call.HangAsync();
        });
        using var rig = new HttpRig(partner.Url);

        await AssertFailsAsync(rig, FailureKind.BadAnswer, "bad_answer");
    }

    [Fact]
    public async Task Headers_without_end_are_a_bad_answer()
    {
        await using var partner = RawPartner.Start(async call =>
        {
            await call.ReadRequestAsync();
            await call.SendAsync("HTTP/1.1 200 OK\r\n");
            while (true)
            {
                await call.SendAsync($"X-Filler: {new string('x', 1000)}\r\n");
            }
        });
        using var rig = new HttpRig(partner.Url);

        await AssertFailsAsync(rig, FailureKind.BadAnswer, "answer_too_long");
    }

    // Invariant 3: the lane will try again with the same key, so unknown is the honest word.
    private static async Task AssertFailsAsync(HttpRig rig, FailureKind kind, string code)
    {
        var outcome = await rig.PushAsync();
        Assert.Equal((kind, code), Gist(outcome));
    }

    private static (FailureKind? Kind, string Code) Gist(PushOutcome outcome) => (outcome.Failure, outcome.Code);
}
