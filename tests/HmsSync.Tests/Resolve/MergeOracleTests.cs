using HmsSync.Configuration;
using HmsSync.Resolve;
using Xunit;
using static HmsSync.Tests.Resolve.Scene;

namespace HmsSync.Tests.Resolve;

/// <summary>Every case there is of one field, against an oracle of its own.</summary>
public sealed class MergeOracleTests
{
    private static readonly bool[] Leads = [true, false];

    private static readonly string?[] Values = [null, "null", "\"A\"", "\"B\""];

    [Theory]
    [InlineData(nameof(InsideRule.Hub))]
    [InlineData(nameof(InsideRule.Authority))]
    [InlineData(nameof(InsideRule.Manual))]
    public void Every_case_of_one_field_is_as_the_words_have_it(string insideRule)
    {
        var inside = Enum.Parse<InsideRule>(insideRule);
        var seen = new Dictionary<Expected, int>();
        foreach (var b in Values)
        {
            foreach (var o in Values)
            {
                foreach (var t in Values)
                {
                    foreach (var (rule, order, partnerLeads) in Rules())
                    {
                        var expected = MergeOracle.Of(b, o, t, rule, order, inside, partnerLeads);
                        var actual = Merged(b, o, t, rule, order, inside, partnerLeads);
                        Assert.True(expected == actual, $"b={b} o={o} t={t} {rule} {order}: {actual}, not {expected}");
                        seen[expected] = seen.GetValueOrDefault(expected) + 1;
                    }
                }
            }
        }

        Assert.Equal(Enum.GetValues<Expected>().Order(), seen.Keys.Order());
        Assert.Equal(64 * 6 * 3 * 2, seen.Values.Sum());
    }

    private static IEnumerable<(WinnerRule Rule, int Order, bool PartnerLeads)> Rules()
        => from rule in Enum.GetValues<WinnerRule>()
           from order in Enumerable.Range(-1, 3)
           from leads in Leads
           select (rule, order, leads);

    private static Expected Merged(
        string? b, string? o, string? t, WinnerRule rule, int order, InsideRule inside, bool partnerLeads)
    {
        var at = Noon + (order * Minute);
        string[] authority = partnerLeads ? ["lotus_notes", "hms"] : ["hms", "lotus_notes"];
        var result = (new Scene(Json(b), Json(o), Json(t)) with
        {
            Clock = ClockPlan.Default with { Inside = inside },
            HubAt = HubStamp.At(new Stamp(Noon, Noon)),
            At = new Stamp(at, at),
        }).With(Rule("*", rule, authority)).Merge();
        Assert.Equal(result.Held.Count, result.Conflicts.Count(c => c.State == ConflictState.Open));
        var written = Text(result.Write) == Json(t);
        Assert.True(written || result.Write.IsEmpty, "only what the partner said is ever written");
        return result.Conflicts switch
        {
            [] => written ? Expected.Taken : Expected.Kept,
            [{ State: ConflictState.Open }] when !written => Expected.Open,
            [{ Winner: { } winner }] when winner.IsHub != written => written ? Expected.PartnerWins : Expected.HubWins,
            _ => throw new InvalidOperationException("a winner that is not written, or a loser that is"),
        };
    }

    private static string Json(string? value) => value is null ? "{}" : $"{{\"f\":{value}}}";
}
