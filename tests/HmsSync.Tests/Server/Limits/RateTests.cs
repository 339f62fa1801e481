using System.Globalization;
using System.Net;
using HmsSync.Server.Limits;
using HmsSync.Tests.Hubs.Sqlite;
using Xunit;

namespace HmsSync.Tests.Server.Limits;

public sealed class RateTests
{
    private const string Fast = """

          fast:
            adapter: none
            mapping: keep.json
            receive:
              webhook: { verify: { scheme: header-token, header: X-Token, secret: "t0ken-of-fast" }, rate: 2/h }
              events: { note: { publish: fast.note } }
        """;

    private readonly HandClock _clock = new();

    [Fact]
    public void A_bucket_gives_what_it_may_in_a_second_and_no_more_after_any_rest()
    {
        var bucket = new Bucket(10, _clock);
        Assert.Equal(10, Taken(bucket, 25));
        Assert.Equal(0, Taken(bucket, 5));
        _clock.Advance(TimeSpan.FromMilliseconds(300));
        Assert.Equal(3, Taken(bucket, 25));
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.True(bucket.IsFull);
        Assert.Equal(10, Taken(bucket, 25));
        Assert.Equal(1, Taken(new Bucket(0.1, _clock), 5));
    }

    // Invariant 11
    [Fact]
    public void Addresses_are_counted_apart_up_to_a_bound_and_a_network_of_IPv6_is_one()
    {
        var rates = new AddressRates(1, _clock);
        Assert.True(rates.TryTake(IPAddress.Parse("2001:db8::1")));
        Assert.False(rates.TryTake(IPAddress.Parse("2001:db8::ffff:2")));
        Assert.True(rates.TryTake(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.True(rates.TryTake(IPAddress.Parse("192.0.2.1")));
        Assert.False(rates.TryTake(IPAddress.Parse("::ffff:192.0.2.1")));
        var strangers = Enumerable.Range(0, AddressRates.Most + 100).Count(i => rates.TryTake(new IPAddress(0x0A000000 + i)));
        Assert.InRange(strangers, AddressRates.Most - 10, AddressRates.Most); // those past the bound share one count

        // Who has been quiet makes room.
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(rates.TryTake(IPAddress.Parse("203.0.113.1")));
        Assert.True(rates.TryTake(IPAddress.Parse("203.0.113.2")));
    }

    [Fact]
    public async Task A_partner_that_rings_too_often_is_told_so_and_a_stranger_learns_nothing_of_it()
    {
        using var workspace = new Workspace { More = Fast };
        await using var rig = await ServerRig.StartAsync(workspace);
        foreach (var expected in new[] { 204, 429, 429 })
        {
            var answer = await rig.Ring("/webhook/fast/note", """{"a":1}""", ("X-Token", "t0ken-of-fast"));
            Assert.Equal(expected, (int)answer.Status);
            Assert.Equal(expected == 429, answer.Headers.RetryAfter is not null);
            Assert.Equal(401, (int)(await rig.Ring("/webhook/fast/note", """{"a":1}""", ("X-Token", "nope"))).Status);
        }

        Assert.Single(rig.Journal());
        Assert.Equal(204, (int)(await rig.Ring("/webhook/desk/note", """{"a":1}""")).Status);
    }

    [Fact]
    public async Task An_address_that_asks_too_often_is_turned_away_before_anything_is_read_but_for_health()
    {
        using var workspace = new Workspace { Cors = "[], rate: 3/h" };
        await using var rig = await ServerRig.StartAsync(workspace);
        var answers = new List<string>();
        foreach (var path in new[] { "/webhook/lotus/slot", "/webhook/nobody/x", "/events", "/elsewhere" })
        {
            var answer = await rig.Ring(path, "{");
            answers.Add(((int)answer.Status).ToString(CultureInfo.InvariantCulture));
        }

        Assert.Equal(["400", "429", "429", "429"], answers);
        Assert.Equal(200, (int)(await ServerRig.SendAsync(rig.Http, HttpMethod.Get, "/healthz", null)).Status);
    }

    [Fact]
    public async Task What_was_refused_is_listed_newest_first_without_anything_that_was_sent()
    {
        await using var rig = await ServerRig.StartAsync();
        await rig.Ring("/webhook/lotus/slot", """{"auth":"s3cret-guess-7788","uid":7}""");
        await rig.Ring("/webhook/lotus/slot", $$"""{"auth":"{{Workspace.Secret}}","uid":7,"state":"word-7788"}""");
        await rig.Ring("/webhook/stranger-7788/slot", """{"uid":7}""");
        var all = await rig.Get("/api/webhooks/rejected");
        Assert.DoesNotContain("7788", all.Body, StringComparison.Ordinal);
        var rows = all.Json.EnumerateArray().Select(r => (
            r.TryGetProperty("partner", out var partner) ? partner.GetString() : null,
            r.GetProperty("status").GetInt32(), r.GetProperty("code").GetString())).ToList();
        Assert.Equal([(null, 401, "unauthorized"), ("lotus", 422, "unknown_word"), ("lotus", 401, "unauthorized")], rows);
        Assert.Equal(2, (await rig.Get("/api/webhooks/rejected?partner=lotus")).Json.GetArrayLength());
        Assert.Equal("127.0.0.1", all.Json[0].GetProperty("address").GetString());
    }

    private static int Taken(Bucket bucket, int tries) => Enumerable.Range(0, tries).Count(_ => bucket.TryTake());
}
