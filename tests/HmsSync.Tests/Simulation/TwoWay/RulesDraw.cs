using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Seams;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>Conflict rules drawn from a seed: the defaults, or any that a file could ask for.</summary>
internal static class RulesDraw
{
    private static readonly TimeSpan Hold = TimeSpan.FromSeconds(10);

    public static ConflictPlan Of(RandomSource random, IEnumerable<string> partners)
    {
        var plan = new ConflictPlan("appointments") { Guards = null };
        if (random.OneIn(3))
        {
            return plan;
        }

        Participant[] all = [Participant.Hub, .. partners.Select(name => new Participant(name))];
        var isGroup = random.OneIn(4);
        string[][] units = isGroup ? [["start", "status"], ["notes"]] : [["start"], ["status"], ["notes"]];
        return plan with
        {
            Rules = [.. units.Select(fields => Rule(fields, random, all)), .. Rest(random, all)],
            Deletes = random.OneIn(2) ? DeleteRule.UpdateWins : random.OneIn(2) ? DeleteRule.DeleteWins : DeleteRule.Manual,
            Clock = new ClockPlan(
                random.OneIn(3) ? TimeSpan.Zero : TimeSpan.FromSeconds(2),
                (InsideRule)random.Next(Enum.GetValues<InsideRule>().Length)),
        };
    }

    private static IEnumerable<ConflictRulePlan> Rest(RandomSource random, Participant[] all)
        => random.OneIn(2) ? [] : [Rule([ConflictRulePlan.Every], random, all)];

    private static ConflictRulePlan Rule(string[] fields, RandomSource random, Participant[] all)
    {
        var winner = (WinnerRule)random.Next(Enum.GetValues<WinnerRule>().Length);
        var isHeld = winner == WinnerRule.Manual && random.OneIn(2);
        return new ConflictRulePlan(fields, winner)
        {
            Authority = Shuffled(all, random),
            Hold = isHeld ? Hold : null,
            Then = !isHeld ? null : random.OneIn(2) ? WinnerRule.LatestChange : WinnerRule.Authority,
        };
    }

    private static Participant[] Shuffled(Participant[] all, RandomSource random)
    {
        var shuffled = all.ToList();
        for (var i = shuffled.Count - 1; i > 0; i--)
        {
            var j = random.Next(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }

        return [.. shuffled];
    }
}
