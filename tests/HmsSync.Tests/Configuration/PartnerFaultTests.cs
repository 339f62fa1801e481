using Xunit;
namespace HmsSync.Tests.Configuration;

public sealed class PartnerFaultTests
{
    private readonly Workspace _workspace = new();

    public PartnerFaultTests()
    {
        _workspace.Environment["S"] = "secret";
        _workspace.Environment["W"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        _workspace.Files.With("ws/m.json", """{ "fields": { "start": "begin" } }""");
        _workspace.Files.With("ws/id.json", """{ "fields": { "id": "uid", "start": "begin" } }""");
    }

    [Theory]
    [InlineData("§Hospital")]
    [InlineData("§hub")]
    [InlineData("§hms")]
    [InlineData("§a.b")]
    [InlineData("§é")]
    public void A_partner_name_is_of_one_form(string name)
        => _workspace.Fault("config.partner_name", $"{Workspace.Hub}partners:\n  {name}: {{ adapter: none }}\n");

    [Theory]
    [InlineData("config.missing_key", "§adapter: http")]
    [InlineData("config.bad_url", "url: §ftp://p.example/")]
    [InlineData("config.bad_url", "url: §p.example")]
    [InlineData("config.bad_url", "url: §https://u:p@p.example/")]
    [InlineData("config.bad_url", "url: §https://p.example/#x")]
    [InlineData("config.bad_url", "url: §'https://{host}/'")]
    [InlineData("config.bad_url", "url: §'https://p.example/{id'")]
    [InlineData("config.bad_url", "url: §'https://p.example/id}'")]
    [InlineData("config.bad_url", "url: §'https://p.example/{}'")]
    public void A_url_is_checked(string code, string marked) => Fault(code, marked);

    [Theory]
    [InlineData("config.bad_value", "method: §GET")]
    [InlineData("config.bad_value", "deletes: §maybe")]
    [InlineData("config.bad_url", "deletes: { url: §nowhere }")]
    [InlineData("config.bad_value", "deletes: { method: §FETCH }")]
    [InlineData("config.bad_value", "adapter: §htp")]
    [InlineData("config.unknown_key", "settings: { §colour: red }")]
    [InlineData("config.bad_value", "timeout: §3")]
    [InlineData("config.bad_value", "silence: §often")]
    [InlineData("config.bad_value", "format: §xml")]
    [InlineData("config.bad_value", "concurrency: §0")]
    [InlineData("config.bad_value", "concurrency: §1025")]
    [InlineData("config.bad_value", "rate: §100")]
    [InlineData("config.bad_value", "rate: §0/s")]
    [InlineData("config.bad_value", "rate: §5/d")]
    [InlineData("config.bad_value", "retry: { first: §2m, max: 1m }")]
    [InlineData("config.bad_value", "allow_network: [§10.0.0.0/33]")]
    [InlineData("config.bad_value", "allow_network: §private")]
    [InlineData("config.missing_key", "§mode: batch", true)]
    [InlineData("config.schedule", "schedule: §'0 * * * *'")]
    [InlineData("config.bad_value", "mode: batch\n    schedule: §'0 * * *'")]
    [InlineData("config.schedule", "mode: batch\n    schedule: §{ cron: '0 * * * *', every: 1h }")]
    [InlineData("config.schedule", "mode: batch\n    schedule: §{ missed: skip }")]
    [InlineData("config.bad_value", "mode: batch\n    schedule: { every: §hourly }")]
    [InlineData("config.bad_value", "mode: §bulk")]
    [InlineData("config.file_missing", "mapping: §none.json")]
    public void Each_key_of_a_partner_is_checked(string code, string marked, bool first = false)
        => Fault(code, first ? $"{marked}\n    url: https://p.example/" : $"url: https://p.example/\n    {marked}");

    [Theory]
    [InlineData("config.auth_kind", "§{ bearer: \"${S}\", header: X }")]
    [InlineData("config.auth_kind", "§{ secret: \"${S}\" }")]
    [InlineData("config.missing_key", "{ §header: X-Key }")]
    [InlineData("config.bad_value", "{ header: §'X Key', secret: \"${S}\" }")]
    [InlineData("config.bad_value", "{ header: §Host, secret: \"${S}\" }")]
    [InlineData("config.bad_value", "{ header: §hms-sync-op, secret: \"${S}\" }")]
    [InlineData("config.bad_value", "{ basic: §'a:b', secret: \"${S}\" }")]
    [InlineData("config.bad_value", "{ bearer: \"${S}\", secret: §\"${S}\" }")]
    [InlineData("config.bad_value", "{ body_field: §'', secret: \"${S}\" }")]
    [InlineData("config.missing_key", "{ bearer: §}")]
    [InlineData("config.bad_value", "{ header: X-Key, in: §query, secret: \"${S}\" }")]
    [InlineData("config.bad_value", "{ api_key: X-Key, in: §body, secret: \"${S}\" }")]
    [InlineData("config.bad_value", "{ api_key: §'a&b', in: query, secret: \"${S}\" }")]
    [InlineData("config.bad_value", "{ api_key: §Host, secret: \"${S}\" }")]
    [InlineData("config.bad_value", "{ header: §webhook-id, secret: \"${S}\" }")]
    [InlineData("config.bad_secret", "{ standard-webhooks: §\"${S}?\" }")]
    [InlineData("config.bad_value", "{ standard-webhooks: \"${W}\", secret: §\"${S}\" }")]
    [InlineData("config.missing_key", "{ oauth2_client_credentials: §{ client_id: c, secret: \"${S}\" } }", true)]
    [InlineData("config.bad_url", "{ oauth2_client_credentials: { token_url: §/token, client_id: c, secret: \"${S}\" } }")]
    [InlineData("config.bad_url", "{ oauth2_client_credentials: { token_url: §https://a:b@c/, client_id: c, secret: \"${S}\" } }")]
    [InlineData("config.bad_certificate", "{ mtls: { certificate: §\"${S}\", key: \"${S}\" } }")]
    [InlineData("config.wrong_type", "§bearer")]
    public void Auth_is_checked(string code, string marked, bool first = false)
    {
        marked = code == "config.missing_key" && !first && !marked.Contains("bearer", StringComparison.Ordinal)
            ? "§" + marked.Replace("§", "", StringComparison.Ordinal)
            : marked;
        Fault(code, $"url: https://p.example/\n    auth: {marked}");
    }

    [Theory]
    [InlineData("config.unknown_table", "on: §appointmnets")]
    [InlineData("config.unknown_table", "on: §rule.publishd")]
    [InlineData("config.missing_key", "§where: { a: b }")]
    [InlineData("config.bad_value", "on: clinics, leaves: §stay")]
    [InlineData("config.leaves", "on: rule.published, leaves: §delete")]
    [InlineData("where.unknown_operator", "on: clinics, where: { a: { §gtt: 5 } }")]
    [InlineData("config.url_field", "on: clinics, mapping: m.json", "§'https://p.example/{uid}'")]
    public void Routes_are_checked(string code, string route, string url = "https://p.example/")
    {
        var yaml = Workspace.Hub.Replace(
            "clinics: { key: id }", "clinics: { key: id, event: rule.published }", StringComparison.Ordinal);
        var fixedRoute = code == "config.missing_key" ? "§{ where: { a: b } }" : $"{{ {route} }}";
        _workspace.Fault(
            code, $"{yaml}partners:\n  p:\n    url: {url}\n    deletes: ignore\n    send: [ {fixedRoute} ]\n");
    }

    [Theory]
    [InlineData(
        "config.leaves",
        "url: https://p.example/\n    "
        + "deletes: ignore\n    send: §[ { on: clinics, leaves: delete } ]")]
    [InlineData(
        "config.key_not_mapped",
        "url: https://p.example/\n    "
        + "mapping: m.json\n    deletes: §send\n    send: [ { on: clinics } ]")]
    [InlineData(
        "config.field_twice",
        "url: https://p.example/\n    "
        + "mapping: m.json\n    auth: §{ body_field: begin, secret: \"${S}\" }\n    deletes: ignore\n    "
        + "send: [ { on: clinics } ]")]
    [InlineData(
        "config.field_twice", "url: https://p.example/?a=1&key=2\n    auth: §{ api_key: key, in: query, secret: \"${S}\" }")]
    [InlineData(
        "config.url_field",
        "url: §'https://p.example/{begin}'\n    "
        + "mapping: id.json\n    deletes: send\n    send: [ { on: clinics } ]")]
    [InlineData(
        "config.url_field",
        "url: https://p.example/\n    "
        + "mapping: id.json\n    deletes: { url: §'https://p.example/{begin}' }\n    send: [ { on: clinics } ]")]
    public void Parts_that_contradict_each_other_are_faults(string code, string marked) => Fault(code, marked);

    [Theory]
    [InlineData("config.deletes_ignored", "§url: https://p.example/\n    send: [ { on: clinics } ]")]
    [InlineData("config.unseen_topic", "url: https://p.example/\n    send: [ { on: §weather.changed } ]")]
    [InlineData(
        "config.unreached_route", "url: https://p.example/\n    send: [ { on: a.b }, §{ on: a.b, where: { x: 1 } } ]")]
    [InlineData("config.idle_partner", "§url: https://p.example/")]
    [InlineData("config.private_target", "url: §https://10.1.2.3/")]
    [InlineData("config.private_target", "url: §http://localhost/")]
    [InlineData("config.private_target", "url: §https://[::ffff:192.168.0.1]/")]
    [InlineData("config.clear_text", "url: §http://p.example/")]
    [InlineData("config.no_push", "adapter: none\n    url: §https://p.example/")]
    public void What_is_not_wrong_but_should_be_known_is_a_warning(string code, string marked)
        => _workspace.Warning(code, $"{Workspace.Hub}partners:\n  p:\n    {marked}\n");

    [Fact]
    public void A_listed_private_target_is_no_warning()
    {
        var yaml = $"{Workspace.Hub}partners:\n  p:\n    url: https://10.1.2.3/\n    allow_network: [10.0.0.0/8]\n";
        Assert.DoesNotContain(_workspace.Plan(yaml).Warnings, w => w.Code == "config.private_target");
    }

    private void Fault(string code, string marked)
        => _workspace.Fault(code, $"{Workspace.Hub}partners:\n  p:\n    {marked}\n");
}
