using HmsSync.Sdk;
using HmsSync.Tests.Fakes;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace HmsSync.Tests.Adapters.Http;

/// <summary>Answers that try to cost memory or time, or to send us elsewhere.</summary>
public sealed class HttpHostilityTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_redirect_is_told_and_not_followed()
    {
        await using var elsewhere = await ScriptedPartner.StartAsync();
        await using var partner = await ScriptedPartner.StartAsync();
        foreach (var target in new[] { elsewhere.Url.ToString(), "http://169.254.169.254/latest/meta-data/" })
        {
            partner.Answer(302, ("Location", target));
            using var rig = new HttpRig(partner.Url);

            var outcome = await rig.PushAsync();

            Assert.Equal((FailureKind.Redirected, "redirected"), (outcome.Failure, outcome.Code));
        }

        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_private_target_is_refused_with_the_line_that_would_allow_it()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(partner.Url, allowLoopback: false);

        var outcome = await rig.PushAsync();

        Assert.Equal((FailureKind.TargetRefused, "target_private"), (outcome.Failure, outcome.Code));
        Assert.Contains("allow_network: [127.0.0.1/32]", outcome.Detail, StringComparison.Ordinal);
        Assert.Empty(partner.Requests);
    }

    [Fact]
    public async Task A_body_that_is_too_long_counts_by_its_status_and_costs_its_connection()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        var hungUp = new TaskCompletionSource();
        partner.Script = async (_, context) =>
        {
            context.RequestAborted.Register(hungUp.SetResult);
            var junk = new byte[16 * 1024];
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.BodyWriter.WriteAsync(junk);
            }
        };
        using var rig = new HttpRig(partner.Url);

        var outcome = await rig.PushAsync();
        await hungUp.Task.WaitAsync(Stop);
        partner.Answer(204);
        var next = await rig.PushAsync();

        Assert.Equal((null, 200), (outcome.Failure, outcome.Status));
        Assert.Equal((null, 204), (next.Failure, next.Status));
    }

    [Fact]
    public async Task A_body_that_trickles_ends_at_the_deadline()
    {
        var started = new TaskCompletionSource();
        await using var partner = await ScriptedPartner.StartAsync();
        partner.Script = async (_, context) =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("x");
            await context.Response.Body.FlushAsync();
            started.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        };
        using var rig = new HttpRig(partner.Url);

        var push = rig.PushAsync();
        await started.Task.WaitAsync(Stop);
        await rig.Deadline.CancelAsync();
        var outcome = await push;

        Assert.Equal((FailureKind.Unknown, "timeout"), (outcome.Failure, outcome.Code));
    }

    [Fact]
    public async Task A_compressed_body_is_never_unpacked()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        partner.Script = (_, context) =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.WriteAsync("this is no gzip");
        };
        using var rig = new HttpRig(partner.Url);

        var outcome = await rig.PushAsync();

        Assert.Null(outcome.Failure); // unpacking would have failed
        Assert.False((await partner.NextAsync(Stop)).Headers.ContainsKey("Accept-Encoding"));
    }
}
