using HmsSync.Changes;
using HmsSync.Configuration;
using Xunit;

namespace HmsSync.Tests.Configuration;

public sealed class ConflictFileTests
{
    private const string Example = """
        table: appointments
        key: id
        rules:
          - field: start
            winner: earliest_change
          - field: subject
            winner: latest_change
          - field: status
            winner: authority
            authority: [lotus_notes, hms]
          - field: [end, clinic_id]
            winner: manual
            hold: 4h
            then: latest_change
          - field: "*"
            winner: latest_change
        deletes: delete_wins
        clock: { max_skew: 3s, inside: hub }
        first:
          match: [clinic_id, start]
          differ: manual
          only_hub: leave
          only_partner: take
        claims:
          - name: one family per slot
            same: [clinic_id]
            overlap: [start, end]
            capacity: 2
            unless: { status: cancelled }
            winner: earliest_change
            tell: { field: subject, text: "Slot taken at {winner.at} via {winner.source}" }
            max_losers: { count: 7, per: 2h }
        guards: { max_deletes: 30%, max_deletes_count: 60, window: 2h, confirm_missing: 4 }
        """;

    private readonly ConflictWorkspace _workspace = new ConflictWorkspace().Map("""
        { "fields": { "id": "uid", "start": "begin", "end": "finish", "subject": "title", "status": "state", "clinic_id": "c" } }
        """);

    [Fact]
    public void Every_key_of_the_contract_is_taken()
    {
        var plan = _workspace.Plan(Example);
        Assert.Equal(("appointments", DeleteRule.DeleteWins), (plan.Table, plan.Deletes));
        Assert.Equal(["id"], plan.Key);
        Assert.Equal(
            ["start", "subject", "status", "end clinic_id", "*"], plan.Rules.Select(r => string.Join(' ', r.Fields)));
        Assert.Equal(
            [WinnerRule.EarliestChange, WinnerRule.LatestChange, WinnerRule.Authority, WinnerRule.Manual, WinnerRule.LatestChange],
            plan.Rules.Select(r => r.Winner));
        Assert.Equal([new Participant("lotus_notes"), Participant.Hub], plan.Rules[2].Authority);
        Assert.Equal((TimeSpan.FromHours(4), WinnerRule.LatestChange), (plan.Rules[3].Hold, plan.Rules[3].Then));
        Assert.Equal(new ClockPlan(TimeSpan.FromSeconds(3), InsideRule.Hub), plan.Clock);
        Assert.Equal(["clinic_id", "start"], plan.First!.Match);
        Assert.Equal((DifferRule.Manual, false, true), (plan.First.Differ, plan.First.OnlyHubSent, plan.First.OnlyPartnerTaken));
        Assert.Equal(new GuardPlan(30, 60, TimeSpan.FromHours(2), 4), plan.Guards);
        Assert.Empty(_workspace.Warnings());
    }

    [Fact]
    public void Every_key_of_a_claim_is_taken()
    {
        var claim = Assert.Single(_workspace.Plan(Example).Claims);
        Assert.Equal(("one family per slot", 2, WinnerRule.EarliestChange), (claim.Name, claim.Capacity, claim.Winner));
        Assert.Equal(["clinic_id"], claim.Same);
        Assert.Equal(new SpanFields("start", "end"), claim.Overlap);
        var unless = Assert.Single(claim.Unless);
        Assert.Equal(("status", "\"cancelled\""), (unless.Field, System.Text.Encoding.UTF8.GetString(unless.Json.Span)));
        Assert.Equal(new TellPlan("subject", "Slot taken at {winner.at} via {winner.source}"), claim.Tell);
        Assert.Equal(new LoserLimit(7, TimeSpan.FromHours(2)), claim.MaxLosers);
    }

    [Fact]
    public void Without_a_file_the_defaults_hold()
    {
        foreach (var plan in new[] { _workspace.Plan(), _workspace.Plan(table: "clinics"), _workspace.Plan("table: appointments\n") })
        {
            Assert.Equal((DeleteRule.UpdateWins, null), (plan.Deletes, plan.First));
            Assert.Equal((new ClockPlan(TimeSpan.FromSeconds(2), InsideRule.Hub), 0), (plan.Clock, plan.Rules.Count));
            Assert.Equal(new GuardPlan(20, 50, TimeSpan.FromHours(1), 3), plan.Guards);
        }
    }

    [Fact]
    public void A_claim_has_its_defaults()
    {
        var claim = Assert.Single(_workspace.Plan($"{ConflictWorkspace.All}claims: [{{ name: c, same: start }}]\n").Claims);
        Assert.Equal((1, null, null, null), (claim.Capacity, claim.CapacityField, claim.Overlap, claim.Tell));
        Assert.Equal((WinnerRule.EarliestChange, new LoserLimit(5, TimeSpan.FromHours(1))), (claim.Winner, claim.MaxLosers));
        Assert.Empty(claim.Unless);
    }

    [Fact]
    public void A_capacity_can_be_a_column()
        => Assert.Equal(
            "seats",
            _workspace.Plan($"{ConflictWorkspace.All}claims: [{{ name: c, same: start, capacity: seats }}]\n").Claims[0].CapacityField);

    [Fact]
    public void Guards_can_be_switched_off_and_hold_for_a_table_that_only_goes_out()
    {
        Assert.Null(_workspace.Plan("table: appointments\nguards: none\n").Guards);
        Assert.Equal(5, _workspace.Plan("table: clinics\nguards: { max_deletes: 5% }\n", "clinics").Guards!.MaxDeletesPercent);
    }

    [Fact]
    public void Hub_is_read_as_hms()
        => Assert.Equal(
            [Participant.Hub, new Participant("wic")],
            _workspace.Plan("table: appointments\nrules: [{ field: start, winner: authority, authority: [hub, wic] }]\n")
                .Rules[0].Authority);

    [Fact]
    public void Two_files_for_one_table_are_a_fault_that_names_the_first()
    {
        _workspace.With("ws/conflicts/b.yml", ConflictWorkspace.All).With("ws/conflicts/z.txt", "x");
        var fault = Assert.Single(_workspace.Load(ConflictWorkspace.All).Faults);
        Assert.Equal(("conflicts.table_twice", "ws/conflicts/b.yml"), (fault.Code, fault.Place!.File));
        Assert.Contains("ws/conflicts/a.yml", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_warning_where_it_is_named()
    {
        var workspace = new Workspace();
        workspace.Warning("config.no_folder", Workspace.Hub + "conflicts: §rules/\n");
        workspace.Files.With("ws/rules/a.yaml", "table: x\n");
        Assert.Equal("config.unknown_table", Assert.Single(workspace.Load(Workspace.Hub + "conflicts: rules/\n").Faults).Code);
    }

    [Fact]
    public void All_faults_of_all_files_are_told_at_once()
    {
        _workspace.With("ws/conflicts/b.yml", "table: clinics\nguards: { window: 1 }\n");
        var result = _workspace.Load("table: appointments\ndeletes: no\nclock: { inside: here }\nrules: [{ field: start }]\n");
        Assert.Equal(
            ["a.yml:2", "a.yml:3", "a.yml:4", "b.yml:2"],
            result.Faults.Select(f => $"{Path.GetFileName(f.Place!.File)}:{f.Place.Line}"));
    }
}
