using HmsSync.Sdk;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Adapters.Http;

public sealed class HttpOutcomeTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 7, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(301, FailureKind.Redirected, "redirected")]
    [InlineData(304, FailureKind.Redirected, "redirected")]
    [InlineData(308, FailureKind.Redirected, "redirected")]
    [InlineData(400, FailureKind.Rejected, "http_400")]
    [InlineData(401, FailureKind.Unauthorized, "http_401")]
    [InlineData(403, FailureKind.Unauthorized, "http_403")]
    [InlineData(404, FailureKind.NotFound, "http_404")]
    [InlineData(408, FailureKind.Unavailable, "http_408")]
    [InlineData(409, FailureKind.Conflict, "http_409")]
    [InlineData(410, FailureKind.Gone, "http_410")]
    [InlineData(412, FailureKind.Conflict, "http_412")]
    [InlineData(413, FailureKind.Rejected, "http_413")]
    [InlineData(415, FailureKind.Rejected, "http_415")]
    [InlineData(422, FailureKind.Rejected, "http_422")]
    [InlineData(423, FailureKind.Rejected, "http_423")]
    [InlineData(425, FailureKind.Unavailable, "http_425")]
    [InlineData(428, FailureKind.Conflict, "http_428")]
    [InlineData(429, FailureKind.Throttled, "http_429")]
    [InlineData(500, FailureKind.Unavailable, "http_500")]
    [InlineData(501, FailureKind.Unavailable, "http_501")]
    [InlineData(502, FailureKind.Unavailable, "http_502")]
    [InlineData(503, FailureKind.Unavailable, "http_503")]
    [InlineData(504, FailureKind.Unavailable, "http_504")]
    [InlineData(599, FailureKind.Unavailable, "http_599")]
    [InlineData(600, FailureKind.BadAnswer, "http_odd")]
    [InlineData(999, FailureKind.BadAnswer, "http_odd")]
    public async Task A_status_means_one_thing(int status, FailureKind kind, string code)
    {
        await using var partner = await ScriptedPartner.StartAsync();
        partner.Answer(status);
        using var rig = new HttpRig(partner.Url);

        var outcome = await rig.PushAsync(op: ChangeOp.Update);

        Assert.Equal((kind, code, status), (outcome.Failure, outcome.Code, outcome.Status));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(201)]
    [InlineData(202)]
    [InlineData(204)]
    [InlineData(299)]
    public async Task Any_2xx_is_done(int status)
    {
        await using var partner = await ScriptedPartner.StartAsync();
        partner.Answer(status);
        using var rig = new HttpRig(partner.Url);

        var outcome = await rig.PushAsync();

        Assert.Null(outcome.Failure);
        Assert.Equal((status, "ok"), (outcome.Status, outcome.Code));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_delete_of_what_is_gone_is_done(int status)
    {
        await using var partner = await ScriptedPartner.StartAsync();
        partner.Answer(status);
        using var rig = new HttpRig(partner.Url);

        Assert.Null((await rig.PushAsync(op: ChangeOp.Delete)).Failure);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 0)]
    [InlineData("Mon, 07 Jan 2030 12:00:30 GMT", 30)]
    [InlineData("Mon, 07 Jan 2030 11:00:00 GMT", 0)]
    [InlineData("315360000", 3600)]
    [InlineData("Sat, 07 Jan 2040 12:00:00 GMT", 3600)]
    [InlineData("soon", null)]
    [InlineData("-5", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("", null)]
    public async Task Retry_After_is_a_wait_from_now_of_an_hour_at_most(string header, int? seconds)
    {
        await using var partner = await ScriptedPartner.StartAsync();
        partner.Answer(429, ("Retry-After", header));
        using var rig = new HttpRig(partner.Url, clock: new StoppedClock(Now));

        var outcome = await rig.PushAsync();

        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, outcome.RetryAfter);
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
