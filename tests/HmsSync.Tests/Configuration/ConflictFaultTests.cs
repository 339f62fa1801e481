using Xunit;

namespace HmsSync.Tests.Configuration;

public sealed class ConflictFaultTests
{
    private readonly ConflictWorkspace _workspace = new();

    [Theory]
    [InlineData("config.missing_key", "§guards: none\n")]
    [InlineData("config.unknown_table", "table: §appointmnets\n")]
    [InlineData("config.unknown_key", "table: appointments\n§rule: []\n")]
    [InlineData("config.wrong_type", "table: appointments\nrules: §{ field: start, winner: hub }\n")]
    [InlineData("config.wrong_type", "table: appointments\nclaims: §none\n")]
    [InlineData("config.bad_value", "table: appointments\ndeletes: §updates_win\n")]
    [InlineData("conflicts.key", "table: appointments\nkey: §uid\n")]
    [InlineData("config.bad_value", "table: appointments\nclock: { max_skew: §2 }\n")]
    [InlineData("config.bad_value", "table: appointments\nclock: { max_skew: §2d }\n")]
    [InlineData("config.bad_value", "table: appointments\nclock: { inside: §partner }\n")]
    [InlineData("config.bad_value", "table: appointments\nfirst: { differ: §me }\n")]
    [InlineData("config.bad_value", "table: appointments\nfirst: { only_hub: §take }\n")]
    [InlineData("config.bad_value", "table: appointments\nfirst: { match: [start, §start] }\n")]
    [InlineData("config.wrong_type", "table: appointments\nguards: §all\n")]
    [InlineData("config.bad_value", "table: appointments\nguards: { max_deletes: §20 }\n")]
    [InlineData("config.bad_value", "table: appointments\nguards: { max_deletes: §101% }\n")]
    [InlineData("config.bad_value", "table: appointments\nguards: { max_deletes: §0% }\n")]
    [InlineData("config.bad_value", "table: appointments\nguards: { confirm_missing: §0 }\n")]
    public void Each_key_of_a_file_is_checked(string code, string marked) => _workspace.Fault(code, marked);

    [Theory]
    [InlineData("config.missing_key", "§winner: hub")]
    [InlineData("config.missing_key", "§field: start")]
    [InlineData("config.bad_value", "field: start, winner: §newest")]
    [InlineData("config.bad_value", "field: [start, §start], winner: hub")]
    [InlineData("config.bad_value", "field: §[start, \"*\"], winner: hub")]
    [InlineData("conflicts.nested_field", "field: §subject.text, winner: hub")]
    [InlineData("conflicts.unmapped_field", "field: §strat, winner: hub")]
    [InlineData("conflicts.unknown_participant", "field: start, winner: authority, authority: [§lotus, hms]")]
    [InlineData("config.bad_value", "field: start, winner: authority, authority: [hub, §hms]")]
    [InlineData("config.missing_key", "§field: start, winner: authority")]
    [InlineData("conflicts.unused_key", "field: start, winner: hub, authority: §[hms]")]
    [InlineData("conflicts.unused_key", "field: start, winner: hub, hold: §4h")]
    [InlineData("config.missing_key", "§field: start, winner: manual, hold: 4h")]
    [InlineData("config.missing_key", "§field: start, winner: manual, then: hub")]
    [InlineData("config.bad_value", "field: start, winner: manual, hold: 4h, then: §manual")]
    [InlineData("config.missing_key", "§field: start, winner: manual, hold: 4h, then: authority")]
    [InlineData("config.bad_value", "field: start, winner: manual, hold: §soon, then: hub")]
    public void Each_key_of_a_rule_is_checked(string code, string rule)
    {
        // A map in braces begins at its brace.
        var marked = rule.StartsWith('§') ? $"§{{ {rule[1..]} }}" : $"{{ {rule} }}";
        _workspace.Fault(code, $"table: appointments\nrules: [{marked}, {{ field: \"*\", winner: hub }}]\n");
    }

    [Theory]
    [InlineData("{ field: start, winner: latest_change, §}")]
    [InlineData("{ field: start, winner: manual, hold: 1h, then: earliest_change, §}")]
    public void Where_authority_decides_close_times_each_rule_by_time_has_its_list(string rule)
    {
        var marked = "§" + rule.Replace("§", "", StringComparison.Ordinal);
        _workspace.Fault("config.missing_key", $"table: appointments\nclock: {{ inside: authority }}\nrules: [{marked}]\n");
        _ = _workspace.Plan(
            "table: appointments\nclock: { inside: authority }\nrules: ["
            + rule.Replace("§", "authority: [lotus_notes, hms]", StringComparison.Ordinal) + "]\n");
    }

    [Fact]
    public void Where_a_person_decides_close_times_a_rule_by_time_may_be_held()
        => Assert.Equal(
            TimeSpan.FromHours(1),
            _workspace.Plan(
                "table: appointments\nclock: { inside: manual }\n"
                + "rules: [{ field: start, winner: latest_change, hold: 1h, then: hub }]\n").Rules[0].Hold);

    [Theory]
    [InlineData("config.missing_key", "§same: [start]")]
    [InlineData("config.missing_key", "§name: c")]
    [InlineData("config.bad_value", "name: c, overlap: §[start]")]
    [InlineData("config.bad_value", "name: c, same: start, capacity: §0")]
    [InlineData("config.bad_value", "name: c, same: start, winner: §authority")]
    [InlineData("config.wrong_type", "name: c, same: start, unless: { status: §[a, b] }")]
    [InlineData("config.missing_key", "name: c, same: start, tell: §{ field: subject }")]
    [InlineData("conflicts.tell", "name: c, same: start, tell: { field: subject, text: §'{winner.name}' }")]
    [InlineData("conflicts.tell", "name: c, same: start, tell: §{ field: start, text: taken }")]
    [InlineData("config.bad_value", "name: c, same: start, max_losers: { count: §0 }")]
    [InlineData("config.bad_value", "name: c, same: start, max_losers: { per: §day }")]
    public void Each_key_of_a_claim_is_checked(string code, string claim)
    {
        var marked = claim.StartsWith('§') ? $"§{{ {claim[1..]} }}" : $"{{ {claim} }}";
        _workspace.Fault(code, $"{ConflictWorkspace.All}claims: [{marked}]\n");
    }

    [Fact]
    public void Two_claims_of_one_name_and_too_many_claims_are_faults()
    {
        _workspace.Fault(
            "config.bad_value", $"{ConflictWorkspace.All}claims: [{{ name: c, same: start }}, {{ name: §c, same: end }}]\n");
        var many = string.Join(", ", Enumerable.Range(0, 33).Select(n => $"{{ name: c{n}, same: start }}"));
        _workspace.Fault("conflicts.too_many", $"{ConflictWorkspace.All}claims: §[{many}]\n");
    }

    [Fact]
    public void What_is_nearly_right_is_suggested()
    {
        Assert.Equal("did you mean 'start'?", Remedy("conflicts.unmapped_field", "{ field: §strat, winner: hub }"));
        Assert.Equal(
            "did you mean 'lotus_notes'?",
            Remedy("conflicts.unknown_participant", "{ field: start, winner: authority, authority: [§lotus_nodes] }"));
        Assert.Equal("did you mean 'earliest_change'?", Remedy("config.bad_value", "{ field: start, winner: §earliest_chnge }"));
    }

    private string? Remedy(string code, string rule)
        => _workspace.Fault(code, $"table: appointments\nrules: [{rule}, {{ field: \"*\", winner: hub }}]\n").Remedy;
}
