using HmsSync.Changes;
using HmsSync.Configuration;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// Who won is whom the rule names, told from the rule's words and from when people wrote, not by the engine's own judgement.
/// </summary>
internal sealed class RuleOracle(TwoWayDraw draw, UserWrites writes, List<SeenConflict> conflicts)
{
    public IEnumerable<string> Judge()
        => from conflict in conflicts
           where conflict.Row.State == "decided" && !conflict.IsWhole
           let wanted = Wanted(conflict)
           where wanted is not null && wanted != conflict.Row.Winner
           select $"{conflict.Key}.{conflict.Row.Field}: {conflict.Row.Winner} won by {conflict.Row.Rule}, "
               + $"{wanted} should have (invariant 6)";

    private string? Wanted(SeenConflict conflict)
    {
        var rule = draw.Rules.Rules.FirstOrDefault(r => r.Fields.Contains(conflict.Row.Field) || r.Fields is [ConflictRulePlan.Every]);
        return (rule?.Winner ?? WinnerRule.LatestChange) switch
        {
            WinnerRule.Hub => "hms",
            WinnerRule.Partner => conflict.Partner,
            WinnerRule.Authority => rule!.Authority.Select(a => a.Name).First(name => name == "hms" || name == conflict.Partner),
            WinnerRule.LatestChange when rule is not { Fields.Count: > 1 } && IsClearlyLater(conflict) => conflict.Partner,
            WinnerRule.LatestChange when rule is not { Fields.Count: > 1 } && IsClearlyEarlier(conflict) => "hms",
            _ => null,
        };
    }

    /// <summary>The partner's value is so much later that no skew excuses another winner; both times must be to be trusted.</summary>
    private bool IsClearlyLater(SeenConflict conflict)
        => CanBeTold(conflict) && writes.At(conflict.Hub) is { } hub && writes.At(conflict.There) is { } there && there - hub > Margin;

    /// <summary>The partner had not touched the record for so long that the hub's value is the later one.</summary>
    private bool IsClearlyEarlier(SeenConflict conflict)
        => CanBeTold(conflict) && writes.At(conflict.Hub) is { } hub
            && EventTime.From(hub - Margin).Micros > conflict.Row.PartnerAt.Micros;

    private TimeSpan Margin => draw.Rules.Clock.MaxSkew + TimeSpan.FromSeconds(1);

    private bool CanBeTold(SeenConflict conflict)
        => draw.Calendars.Single(c => c.Name == conflict.Partner).TellsTheTime
            && !(draw.Hub.Shouts && conflict.Row.Field == "notes")
            && conflict.Hub is ['h' or 'H', ..]
            && !writes.WasDeleted(conflict.Key); // a row that got another key has new stamps for old values
}
