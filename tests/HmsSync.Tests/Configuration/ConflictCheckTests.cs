using HmsSync.Configuration.Compiling.Conflicts;
using HmsSync.Configuration.Reading;
using Xunit;

namespace HmsSync.Tests.Configuration;

/// <summary>What only shows when rules and mappings are seen together.</summary>
public sealed class ConflictCheckTests
{
    private readonly ConflictWorkspace _workspace = new();

    [Theory]
    [InlineData("[{ field: start, winner: hub }, { field: [end, §start], winner: hub }, { field: \"*\", winner: hub }]")]
    [InlineData("[{ field: \"*\", winner: hub }, { field: §start, winner: hub }]")]
    [InlineData("[{ field: \"*\", winner: hub }, { field: §\"*\", winner: hub }]")]
    public void A_rule_that_never_decides_is_a_warning(string rules)
        => _workspace.Warning("conflicts.unreached_rule", $"table: appointments\nrules: {rules}\n");

    [Fact]
    public void A_two_way_table_without_a_rule_is_a_warning_at_the_table()
    {
        var warning = Assert.Single(_workspace.Warnings());
        Assert.Equal(("conflicts.no_rule", "ws/hms-sync.yml", 4), (warning.Code, warning.Place!.File, warning.Place.Line));
        Assert.Contains("latest_change", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fields_without_a_rule_are_named_but_not_the_key()
    {
        var warning = _workspace.Warning(
            "conflicts.no_rule", "table: appointments\nrules: §[{ field: [start, end], winner: hub }]\n");
        Assert.Contains("for subject, status:", warning.Message, StringComparison.Ordinal);
        _workspace.Warnings("table: appointments\nrules: [{ field: [start, end, subject, status], winner: hub }]\n");
        Assert.Empty(_workspace.Warnings());
    }

    [Fact]
    public void A_rule_for_a_table_that_only_goes_out_is_a_warning()
    {
        _workspace.With("ws/conflicts/b.yml", ConflictWorkspace.All);
        _workspace.Warning("conflicts.one_way", "table: clinics\nrules: §[{ field: name, winner: hub }]\n");
    }

    [Fact]
    public void A_rule_for_a_field_that_only_goes_out_is_a_warning()
        => _workspace.Warning(
            "conflicts.one_way_field",
            "table: appointments\nrules: [{ field: §notes, winner: hub }, { field: \"*\", winner: hub }]\n");

    [Fact]
    public void An_authority_without_either_side_is_a_warning()
        => _workspace.Warning(
            "conflicts.no_authority", "table: appointments\nrules: [§{ field: \"*\", winner: authority, authority: [wic] }]\n");

    [Theory]
    [InlineData("""{ "partner": "yyyyMMdd" }""", "", true)]
    [InlineData("""{ "partner": "yyyyMMdd" }""", """, "equality": { "start": "day" }""", false)]
    [InlineData("""{ "partner": "yyyyMMdd" }""", """, "direction": { "start": "in" }""", false)]
    [InlineData("""{ "partner": "dd.MM.yyyy HH:mm" }""", "", true)]
    [InlineData("""{ "hub": "yyyyMMdd", "partner": "dd.MM.yyyy" }""", "", false)]
    [InlineData("""{ "hub": "epoch", "partner": "epoch_ms" }""", "", false)]
    [InlineData("""{ "hub": "epoch_ms", "partner": "epoch" }""", "", true)]
    public void A_format_that_shows_less_is_a_warning_unless_it_is_said(string format, string more, bool warns)
    {
        _workspace.Map($$"""{ "fields": { "id": "uid", "start": "s" }, "formats": { "start": {{format}} }{{more}} }""");
        var warnings = _workspace.Warnings(ConflictWorkspace.All);
        Assert.Equal(warns ? [("conflicts.lossy_field", "ws/m.json")] : [], warnings.Select(w => (w.Code, w.Place!.File)));
    }

    [Fact]
    public void A_remedy_for_a_lossy_format_is_right()
    {
        _workspace.Map("""{ "fields": { "id": "u", "start": "s" }, "formats": { "start": { "partner": "dd.MM.yyyy HH:mm" } } }""");
        var remedy = Assert.Single(_workspace.Warnings(ConflictWorkspace.All)).Remedy!;
        Assert.Contains("\"equality\": {\"start\": \"minute\"}", remedy, StringComparison.Ordinal);
        _workspace.Map(
            """
            { "fields": { "id": "u", "start": "s" }, "formats": { "start": { "partner": "dd.MM.yyyy HH:mm" } },
              "equality": {"start": "minute"} }
            """);
        Assert.Empty(_workspace.Warnings(ConflictWorkspace.All));
    }

    [Theory]
    [InlineData("\"OTHER\"", true)]
    [InlineData("\"keep\"", false)]
    [InlineData("\"error\"", false)]
    public void Words_that_become_one_are_a_warning(string unknown, bool warns)
    {
        _workspace.Map($$"""
            { "fields": { "id": "uid", "status": "s" }, "values": { "status": { "a": "A" } }, "unknown": {{unknown}} }
            """);
        Assert.Equal(warns ? ["conflicts.lossy_field"] : [], _workspace.Warnings(ConflictWorkspace.All).Select(w => w.Code));
    }

    [Fact]
    public void A_mapping_that_keeps_all_names_can_hold_any_field()
    {
        _workspace.Map("""{ "rest": "keep" }""");
        Assert.Empty(_workspace.Warnings("table: appointments\nrules: [{ field: colour, winner: hub }, { field: \"*\", winner: hub }]\n"));
    }

    [Theory]
    [InlineData("unless: { status: cancelled }", "deletes: ignore", null)]
    [InlineData("unless: { colour: red }", "deletes: send", "does not send 'colour'")]
    [InlineData("unless: { status: gone }", "deletes: send", "has no word")]
    [InlineData("capacity: 1", "deletes: ignore", "no deletes")]
    [InlineData("capacity: 1", "deletes: send", null)]
    [InlineData("tell: { field: colour, text: taken }", "deletes: send", "does not send 'colour'")]
    [InlineData("tell: { field: notes, text: taken }", "deletes: send", null)]
    public void A_loser_that_cannot_be_told_is_a_warning(string keys, string deletes, string? what)
    {
        _workspace.Partner = deletes;
        var warnings = _workspace.Warnings($"{ConflictWorkspace.All}claims: [{{ name: c, same: start, {keys} }}]\n");
        Assert.Equal(what is null ? [] : ["conflicts.cannot_tell"], warnings.Select(w => w.Code));
        Assert.All(warnings, w => Assert.Contains(what!, w.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_that_only_a_default_brings_is_a_fault()
    {
        _workspace.Map("""{ "fields": { "start": "s" }, "hub_defaults": { "id": 7 } }""");
        var faults = _workspace.Load(ConflictWorkspace.All).Faults.Where(f => f.Code == "config.key_not_mapped");
        Assert.Contains(faults, f => f.Message.Contains("'hub_defaults' alone", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("TEXT", "TEXT", null)]
    [InlineData("varchar(20)", "VARCHAR(30)", null)]
    [InlineData("timestamptz", "date", "conflicts.unlike_types")]
    [InlineData("TEXT", null, "conflicts.unknown_column")]
    public void The_catalogue_judges_what_a_claim_compares(string start, string? end, string? code)
    {
        var plan = _workspace.Plan($"{ConflictWorkspace.All}claims: [{{ name: c, overlap: [start, end] }}]\n");
        var log = new FaultLog();
        ClaimTypes.Check(plan, column => column == "start" ? start : end, log);
        Assert.Equal(code is null ? [] : [code], log.Faults.Select(f => f.Code));
    }
}
