using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace HmsSync.Tests.Server.Webhooks;

/// <summary>A signed doorbell at a whole engine: what was overheard does not count twice, whatever is tried.</summary>
public sealed class SignedTests
{
    private const string Secret = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private const string More = $$"""

          signed:
            adapter: none
            mapping: keep.json
            receive:
              webhook: { verify: { scheme: standard-webhooks, secret: "whsec_{{Secret}}" } }
              events: { bed: { publish: signed.bed }, care: { publish: signed.care } }
        """;

    // Invariant 1
    [Fact]
    public async Task What_was_overheard_is_not_taken_again_also_after_a_restart_and_under_other_headers()
    {
        using var workspace = new Workspace { More = More };
        var overheard = Headers("webhook", "m-1", """{"a":1}""");
        await using (var rig = await ServerRig.StartAsync(workspace))
        {
            Assert.Equal(HttpStatusCode.NoContent, (await rig.Ring("/webhook/signed/bed", """{"a":1}""", overheard)).Status);
            await ReplayAsync(rig, overheard);
        }

        await using var again = await ServerRig.StartAsync(workspace);
        await ReplayAsync(again, overheard);
        var other = await again.Ring("/webhook/signed/bed", """{"a":2}""", Headers("webhook", "m-1", """{"a":2}"""));
        Assert.Equal((HttpStatusCode.Conflict, "id_taken"), (other.Status, other.Code));
        Assert.Single(again.Journal());
    }

    [Fact]
    public async Task Another_id_than_the_one_that_is_signed_changes_nothing()
    {
        using var workspace = new Workspace { More = More };
        await using var rig = await ServerRig.StartAsync(workspace);
        foreach (var key in new[] { "k-1", "k-2", "k-3" })
        {
            (string, string)[] headers = [.. Headers("svix", "m-1", """{"a":1}"""), ("Idempotency-Key", key), ("webhook-id", key)];
            Assert.Equal(HttpStatusCode.NoContent, (await rig.Ring("/webhook/signed/bed", """{"a":1}""", headers)).Status);
        }

        Assert.Single(rig.Journal());
        var renamed = Headers("webhook", "m-1", """{"a":1}""").Select(h => h.Item1 == "webhook-id" ? (h.Item1, "m-2") : h).ToArray();
        var refused = await rig.Ring("/webhook/signed/bed", """{"a":1}""", renamed);
        Assert.Equal((HttpStatusCode.Unauthorized, "unauthorized"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task An_id_with_dots_is_the_id_as_it_was_signed()
    {
        using var workspace = new Workspace { More = More };
        await using var rig = await ServerRig.StartAsync(workspace);
        foreach (var id in new[] { "m.1", "m", "m.1.2" })
        {
            var answer = await rig.Ring("/webhook/signed/bed", """{"a":1}""", Headers("webhook", id, """{"a":1}"""));
            Assert.Equal(HttpStatusCode.NoContent, answer.Status);
        }

        Assert.Equal(3, rig.Journal().Count);
    }

    private static async Task ReplayAsync(ServerRig rig, (string Name, string Value)[] overheard)
    {
        var asSvix = overheard.Select(h => (h.Name.Replace("webhook", "svix", StringComparison.Ordinal), h.Value)).ToArray();
        foreach (var headers in new[] { overheard, asSvix, [.. overheard, ("Idempotency-Key", "another")] })
        {
            Assert.Equal(HttpStatusCode.NoContent, (await rig.Ring("/webhook/signed/bed", """{"a":1}""", headers)).Status);
        }

        Assert.Single(rig.Journal());
    }

    private static (string, string)[] Headers(string prefix, string id, string body)
    {
        var time = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = HMACSHA256.HashData(Convert.FromBase64String(Secret), Encoding.UTF8.GetBytes($"{id}.{time}.{body}"));
        return [($"{prefix}-id", id), ($"{prefix}-timestamp", time), ($"{prefix}-signature", "v1," + Convert.ToBase64String(mac))];
    }
}
