using System.Security.Cryptography;
using Xunit;

namespace HmsSync.Tests.Configuration;

public sealed class ReceiveFaultTests
{
    private const string Hook = "webhook: { verify: { scheme: body-field, field: auth, secret: \"${S}\" } }";
    private readonly Workspace _workspace = new();

    public ReceiveFaultTests()
    {
        _workspace.Environment["S"] = "secret";
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var weak = RSA.Create(1_024);
        _workspace.Environment["PEM"] = curve.ExportSubjectPublicKeyInfoPem();
        _workspace.Environment["PRIVATE"] = curve.ExportPkcs8PrivateKeyPem();
        _workspace.Environment["WEAK"] = weak.ExportSubjectPublicKeyInfoPem();
        _workspace.Files.With("ws/m.json", """{ "fields": { "start": "begin" } }""");
    }

    [Theory]
    [InlineData("config.missing_key", "§{ id: { field: a } }")]
    [InlineData("config.missing_key", "{ verify: §{ field: a } }")]
    [InlineData("config.bad_value", "{ verify: { scheme: §secret } }")]
    [InlineData("config.missing_key", "{ verify: §{ scheme: body-field, secret: \"${S}\" } }")]
    [InlineData("config.missing_key", "{ verify: §{ scheme: header-token, header: X } }")]
    [InlineData("config.bad_value", "{ verify: { scheme: header-token, header: §'a b', secret: \"${S}\" } }")]
    [InlineData("config.bad_value", "{ verify: { scheme: body-field, field: §'', secret: \"${S}\" } }")]
    [InlineData("config.missing_key", "{ verify: §{ scheme: hmac-sha256, secret: \"${S}\" } }")]
    [InlineData("config.bad_value", "{ verify: { scheme: hmac-sha256, header: X, secret: \"${S}\", encoding: §hexa } }")]
    [InlineData("config.bad_value", "{ verify: { scheme: body-field, field: a, secret: \"${S}\", prefix: §'sha256=' } }")]
    [InlineData("config.bad_secret", "{ verify: { scheme: standard-webhooks, secret: §\"${S}!\" } }")]
    [InlineData("config.bad_secret", "{ verify: { scheme: standard-webhooks, secret: §\"v1,whsec_c2VjcmV0\" } }")]
    [InlineData("config.bad_secret", "{ verify: { scheme: standard-webhooks, secret: §\"whsk_c2VjcmV0\" } }")]
    [InlineData("config.bad_secret", "{ verify: { scheme: standard-webhooks, secret: §\"whsec_\" } }")]
    [InlineData("config.empty_secret", "{ verify: { scheme: standard-webhooks, secret: §\"\" } }")]
    [InlineData("config.webhook_id", "{ verify: { scheme: standard_webhooks, secret: \"whsec_c2VjcmV0\" }, id: §{ header: X } }")]
    [InlineData("config.missing_key", "{ verify: §{ scheme: basic, secret: \"${S}\" } }")]
    [InlineData("config.bad_value", "{ verify: { scheme: basic, user: §'a:b', secret: \"${S}\" } }")]
    [InlineData("config.bad_value", "{ verify: { scheme: jwt, audience: §us } }")]
    [InlineData("config.missing_key", "{ verify: §{ scheme: jwt, key: \"${PEM}\" } }")]
    [InlineData("config.bad_secret", "{ verify: { scheme: jwt, audience: us, secret: §\"${S}\" } }")]
    [InlineData("config.bad_value", "{ verify: { scheme: jwt, audience: us, key: §\"${S}\" } }")]
    [InlineData("config.bad_value", "{ verify: { scheme: jwt, audience: us, key: §\"${PRIVATE}\" } }")]
    [InlineData("config.bad_value", "{ verify: { scheme: jwt, audience: us, key: §\"${WEAK}\" } }")]
    [InlineData("config.webhook_id", "{ verify: none, id: §{ field: a, header: b } }")]
    [InlineData("config.webhook_id", "{ verify: none, id: §{} }")]
    public void A_webhook_is_checked(string code, string marked)
        => Fault(code, $"webhook: {marked}\n      events: {{ e: {{ publish: a.b }} }}");

    [Theory]
    [InlineData("config.doorbell", "e: §{}")]
    [InlineData("config.doorbell", "e: §{ publish: a.b, table: clinics }")]
    [InlineData("config.doorbell", "e: { publish: a.b, op: §delete }")]
    [InlineData("config.bad_value", "§'a/b': { publish: a.b }")]
    [InlineData("config.bad_value", "e: { publish: §'a b' }")]
    [InlineData("config.topic_is_table", "e: { publish: §clinics }")]
    [InlineData("config.unknown_table", "e: { table: §clinic }")]
    [InlineData("config.bad_value", "e: { table: clinics, op: §remove }")]
    [InlineData("config.missing_key", "e: { table: clinics, op: §{ delete: [x] } }")]
    [InlineData("config.word_twice", "e: { table: clinics, op: { field: t, insert: [x], delete: §[x] } }")]
    [InlineData("config.bad_value", "e: { table: clinics, version: §a..b }")]
    [InlineData("config.bad_value", "e: { table: clinics, items: §'.a' }")]
    [InlineData("config.bad_value", "e: { publish: a.b, path: §/events }")]
    [InlineData("config.bad_value", "e: { publish: a.b, path: §/webhook/../events }")]
    [InlineData("config.path_taken", "e: { publish: a.b }, §f: { publish: a.c, path: /webhook/p/e }")]
    [InlineData("config.path_taken", "e: { publish: a.b, path: /webhook/x }, §f: { publish: a.c, path: /webhook/x }")]
    [InlineData("config.key_not_mapped", "e: { table: §clinics, mapping: m.json }")]
    public void A_doorbell_is_checked(string code, string marked)
        => Fault(code, $"{Hook}\n      events: {{ {marked} }}");

    [Fact]
    public void Events_without_a_webhook_are_refused_rather_than_taken_unverified()
        => Fault("config.missing_key", "events: §{ e: { publish: a.b } }");

    [Theory]
    [InlineData("§none")]
    [InlineData("§{ scheme: none }")]
    public void Anyone_may_ring_on_loopback_only(string verify)
    {
        var receive = $"webhook: {{ verify: {verify} }}\n      events: {{ e: {{ publish: a.b }} }}";
        Assert.NotNull(_workspace.Plan(Yaml(receive.Replace("§", "", StringComparison.Ordinal))).Partners[0].Verify);
        _workspace.Fault("config.verify_none", $"server: {{ listen: \"http://0.0.0.0:1\" }}\n{Yaml(receive)}");
    }

    [Fact]
    public void A_webhook_that_takes_nothing_is_a_warning()
        => _workspace.Warning("config.no_events", Yaml("webhook: §{ verify: none }"));

    [Fact]
    public void The_data_of_a_business_event_keeps_what_the_mapping_does_not_name()
    {
        var plan = _workspace.Plan(Yaml($"{Hook}\n      events: {{ e: {{ publish: a.b, mapping: m.json }} }}"));
        var receive = plan.Partners[0].Receive[0];
        Assert.Equal("""{"start":1,"other":2}""", Map.Mapped.In(receive.Mapping, """{"begin":1,"other":2}"""));
    }

    private static string Yaml(string receive)
        => $"{Workspace.Hub}partners:\n  p:\n    adapter: none\n    receive:\n      {receive}\n";

    private void Fault(string code, string marked) => _workspace.Fault(code, Yaml(marked));
}
