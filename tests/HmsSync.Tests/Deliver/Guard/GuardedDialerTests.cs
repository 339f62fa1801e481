using System.Net;
using System.Net.Sockets;
using HmsSync.Deliver.Guard;
using HmsSync.Sdk;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Deliver.Guard;

public sealed class GuardedDialerTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly DialRules Strict = new([], 8, TimeSpan.FromMinutes(5));
    private static readonly DialRules Loopback = Strict with { AllowNetwork = [IPNetwork.Parse("127.0.0.0/8")] };

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://0x7f.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://127。0。0。1/")]
    [InlineData("http://①②⑦.⓪.⓪.①/")]
    [InlineData("http://0/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:169.254.169.254]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[fe80::1%251]/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://good@169.254.169.254/")]
    [InlineData("http://user:pw@example.com/")]
    [InlineData("ftp://example.com/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("unix:///run/docker.sock")]
    public async Task However_a_closed_target_is_spelled_it_is_refused(string url)
    {
        var dialer = new GuardedDialer(
            (host, _) => throw new InvalidOperationException($"asked for {host}"), TimeProvider.System);

        var fault = await FaultAsync(dialer, Strict, url);

        Assert.NotNull(fault as TargetRefusedException ?? fault.InnerException as TargetRefusedException);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("1.1.1.1", "127.0.0.1")]
    [InlineData("1.1.1.1", "::ffff:10.0.0.1")]
    [InlineData("2606:4700::1111", "fd00:ec2::254")]
    public async Task One_closed_address_refuses_the_whole_name(params string[] addresses)
    {
        var dialer = new GuardedDialer(
            (_, _) => Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse)), TimeProvider.System);

        var fault = await FaultAsync(dialer, Strict, "http://rebind.example/");

        Assert.IsType<TargetRefusedException>(fault.InnerException);
    }

    [Fact]
    public async Task A_name_server_that_changes_its_mind_is_asked_once_a_connection()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        var asked = 0;
        var dialer = new GuardedDialer(
            (_, _) => Task.FromResult(new[] { ++asked == 1 ? IPAddress.Loopback : IPAddress.Parse("169.254.169.254") }),
            TimeProvider.System);
        using var http = new HttpMessageInvoker(dialer.Open(Loopback));

        using var answer = await http.SendAsync(Get($"http://rebind.example:{partner.Url.Port}/"), Stop);

        Assert.Equal(1, asked);
        Assert.Equal("rebind.example:" + partner.Url.Port, (await partner.NextAsync(Stop)).Headers["Host"]);
    }

    [Fact]
    public async Task A_name_without_addresses_is_not_found()
    {
        var dialer = new GuardedDialer((_, _) => Task.FromResult(Array.Empty<IPAddress>()), TimeProvider.System);

        var fault = await FaultAsync(dialer, Strict, "http://nobody.example/");

        Assert.Equal(SocketError.HostNotFound, Assert.IsType<SocketException>(fault.InnerException).SocketErrorCode);
    }

    [Fact]
    public async Task An_address_that_refuses_gives_way_to_the_next()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        IPAddress[] addresses = [IPAddress.Parse("127.99.99.99"), IPAddress.Parse("::ffff:127.0.0.1")];
        var dialer = new GuardedDialer((_, _) => Task.FromResult(addresses), TimeProvider.System);
        using var http = new HttpMessageInvoker(dialer.Open(Loopback));

        using var answer = await http.SendAsync(Get($"http://two.example:{partner.Url.Port}/"), Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>
    /// The connection stands and is reset before anybody has asked whom it leads to: the framework then throws what it does not
    /// throw otherwise (a bare <see cref="SocketException"/>, ENOTCONN).
    /// </summary>
    [Fact]
    public async Task A_partner_that_dies_as_it_takes_the_connection_is_away_like_any_other()
    {
        await using var partner = new DyingPartner();
        using var http = new HttpMessageInvoker(new GuardedDialer(TimeProvider.System).Open(Loopback));

        for (var i = 0; i < 2_000; i++)
        {
            await Assert.ThrowsAsync<HttpRequestException>(() => http.SendAsync(Get(partner.Url.AbsoluteUri), Stop));
        }
    }

    private static async Task<Exception> FaultAsync(GuardedDialer dialer, DialRules rules, string url)
    {
        using var http = new HttpMessageInvoker(dialer.Open(rules));
        return await Assert.ThrowsAnyAsync<Exception>(() => http.SendAsync(Get(url), Stop));
    }

    private static HttpRequestMessage Get(string url) => new(HttpMethod.Get, new Uri(url));
}
