using Xunit;

namespace HmsSync.Tests.Configuration.Records;

/// <summary>A partner with records is judged as a whole.</summary>
public sealed class RecordsPartnerTests
{
    private const string Map = "mapping: m.json";
    private const string Records = "records: { appointments: { list: GET /a } }";

    private readonly Workspace _workspace = new();

    public RecordsPartnerTests()
    {
        _workspace.Environment["S"] = "secret";
        _workspace.Files.With("ws/m.json", """{ "fields": { "id": "uid", "start": "begin" } }""");
        _workspace.Files.With("ws/two.json", """{ "fields": { "id": "uid", "start": "from" } }""");
    }

    [Theory]
    [InlineData("config.unknown_table", Map, "records: { §appointment: { list: GET /a } }")]
    [InlineData("config.wrong_type", Map, "records: §[appointments]")]
    [InlineData("config.records", Map, "auth: §{ body_field: token, secret: \"${S}\" }", Records)]
    [InlineData("config.two_mappings", Map, "send: §[ { on: appointments, mapping: two.json } ]", Records)]
    [InlineData("config.leaves", Map, "send: §[ { on: appointments, leaves: delete } ]", Records)]
    public void What_does_not_go_with_records_is_a_fault(string code, params string[] lines)
        => _workspace.Fault(code, Yaml("https://p.example", lines));

    [Theory]
    [InlineData("§https://p.example/{uid}")]
    [InlineData("§https://p.example/?a=b")]
    public void The_url_is_what_paths_are_joined_to(string url)
        => _workspace.Fault("config.bad_url", Yaml(url, Map, Records));

    [Fact]
    public void Where_nothing_is_called_there_are_no_records()
        => _workspace.Fault(
            "config.records",
            $"{Workspace.Hub}partners:\n  p:\n    adapter: none\n    {Map}\n    records: §{{ appointments: {{ list: GET /a }} }}\n");

    [Fact]
    public void Deletes_that_the_records_have_no_call_for_are_named()
        => _workspace.Warning("config.deletes_ignored", Yaml(
            "https://p.example", Map, "send: [ { on: appointments } ]", "records: §{ appointments: { list: GET /a } }"));

    [Fact]
    public void A_route_of_a_table_with_records_asks_nothing_of_the_url_and_nothing_of_deletes()
    {
        var plan = _workspace.Plan(Yaml(
            "https://p.example", Map, "send: [ { on: appointments, leaves: delete, mapping: m.json } ]",
            "records: { appointments: { delete: \"DELETE /a/{uid}\" } }"));
        Assert.DoesNotContain("config.deletes_ignored", plan.Warnings.Select(w => w.Code));
        Assert.True(plan.Partners[0].SendsDeletes("appointments"));
        Assert.False(plan.Partners[0].SendsDeletes("clinics"));
    }

    private static string Yaml(string url, params string[] lines)
        => $"{Workspace.Hub}partners:\n  p:\n    url: {url}\n{string.Concat(lines.Select(l => $"    {l}\n"))}";
}
