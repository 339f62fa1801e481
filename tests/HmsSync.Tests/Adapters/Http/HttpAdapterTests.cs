using HmsSync.Configuration;
using HmsSync.Sdk;
using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Adapters.Http;

public sealed class HttpAdapterTests
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_push_carries_the_mapped_body_and_where_it_stands()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(new Uri(partner.Url, "api/events"));

        var outcome = await rig.PushAsync("""{"uid":42,"title":"WIC – Zoë"}""");

        var request = await partner.NextAsync(Stop);
        Assert.Null(outcome.Failure);
        Assert.Equal(200, outcome.Status);
        Assert.Equal("POST /api/events", $"{request.Method} {request.Target}");
        Assert.Equal("""{"uid":42,"title":"WIC – Zoë"}""", request.Body);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal("k-1", request.Headers["Idempotency-Key"]);
        Assert.Equal("insert", request.Headers["HMS-Sync-Op"]);
        Assert.Equal("""{"id":42}""", request.Headers["HMS-Sync-Key"]);
        Assert.Equal("7", request.Headers["HMS-Sync-Seq"]);
        Assert.Equal("3", request.Headers["HMS-Sync-Partner-Seq"]);
        Assert.False(request.Headers.ContainsKey("HMS-Sync-Replay"));
        Assert.False(request.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task A_replay_says_so()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(partner.Url);

        await rig.PushAsync(op: ChangeOp.Event, replay: true);

        var request = await partner.NextAsync(Stop);
        Assert.Equal("true", request.Headers["HMS-Sync-Replay"]);
        Assert.Equal("event", request.Headers["HMS-Sync-Op"]);
    }

    [Fact]
    public async Task The_partners_auth_goes_with_every_push()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(
            partner.Url, auth: new AuthPlan(AuthKind.Bearer, "", [new Secret("newest"), new Secret("old")]));

        await rig.PushAsync();

        Assert.Equal("Bearer newest", (await partner.NextAsync(Stop)).Headers["Authorization"]);
    }

    [Fact]
    public async Task The_url_takes_fields_of_the_mapped_body_escaped()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(new Uri(partner.Url, "clinics/{clinic.id}/slots/{uid}?on={on}"), method: "PUT");

        await rig.PushAsync("""{"uid":"a/b c?ü","clinic":{"id":12},"on":true}""");

        var request = await partner.NextAsync(Stop);
        Assert.Equal("PUT", request.Method);
        Assert.Equal("/clinics/12/slots/a%2Fb%20c%3F%C3%BC?on=true", request.Target);
    }

    [Fact]
    public async Task A_delete_goes_by_its_own_call()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(
            new Uri(partner.Url, "events"), deletes: new DeleteCall("DELETE", partner.Url + "events/{uid}"));

        await rig.PushAsync(op: ChangeOp.Delete);
        await rig.PushAsync(op: ChangeOp.Update);

        Assert.Equal("DELETE /events/42", Line(await partner.NextAsync(Stop)));
        Assert.Equal("POST /events", Line(await partner.NextAsync(Stop)));
    }

    [Fact]
    public async Task A_delete_without_a_call_of_its_own_goes_the_normal_way()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(new Uri(partner.Url, "events"));

        await rig.PushAsync(op: ChangeOp.Delete);

        var request = await partner.NextAsync(Stop);
        Assert.Equal("POST /events", Line(request));
        Assert.Equal("delete", request.Headers["HMS-Sync-Op"]);
    }

    [Theory]
    [InlineData("""{"other":1}""", "url_field_missing")]
    [InlineData("""{"uid":null}""", "url_field_missing")]
    [InlineData("""{"uid":""}""", "url_field_missing")]
    [InlineData("""{"uid":{"a":1}}""", "url_field_missing")]
    [InlineData("""{"uid":[1]}""", "url_field_missing")]
    [InlineData("""{"uid":"\ud800"}""", "url_field_missing")]
    [InlineData("""{"uid":".."}""", "url_field_unsafe")]
    [InlineData("""{"uid":"."}""", "url_field_unsafe")]
    public async Task A_record_that_does_not_fill_the_url_is_never_sent(string body, string code)
    {
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(new Uri(partner.Url, "events/{uid}"));

        var outcome = await rig.PushAsync(body);

        Assert.Equal(FailureKind.Unbuildable, outcome.Failure);
        Assert.Equal(code, outcome.Code);
        Assert.Contains("uid", outcome.Detail, StringComparison.Ordinal);
        Assert.Empty(partner.Requests);
    }

    [Theory]
    [InlineData("a\r\nX-Evil: y")]
    [InlineData("\"Zoë\"")]
    public async Task A_key_that_is_not_printable_ASCII_never_reaches_a_header(string key)
    {
        await using var partner = await ScriptedPartner.StartAsync();
        using var rig = new HttpRig(partner.Url);

        var outcome = await rig.PushAsync(key: key);

        Assert.Equal((FailureKind.Unbuildable, "header_unsafe"), (outcome.Failure, outcome.Code));
        Assert.DoesNotContain(key, outcome.Detail, StringComparison.Ordinal);
        Assert.Empty(partner.Requests);
    }

    [Fact]
    public async Task Calls_share_a_connection()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        partner.Script = (_, context) => context.Response.BodyWriter.WriteAsync(new byte[40_000]).AsTask();
        using var rig = new HttpRig(partner.Url);

        await rig.PushAsync();
        await rig.PushAsync();

        Assert.Equal((await partner.NextAsync(Stop)).Connection, (await partner.NextAsync(Stop)).Connection);
    }

    [Fact]
    public async Task A_cookie_is_never_sent_back()
    {
        await using var partner = await ScriptedPartner.StartAsync();
        partner.Answer(200, ("Set-Cookie", "session=1"));
        using var rig = new HttpRig(partner.Url);

        await rig.PushAsync();
        await rig.PushAsync();

        Assert.Equal(2, partner.Requests.Count);
        Assert.DoesNotContain(partner.Requests, r => r.Headers.ContainsKey("Cookie"));
    }

    private static string Line(RecordedRequest request) => $"{request.Method} {request.Target}";
}
