using HmsSync.Configuration;
using HmsSync.Diagnostics;
using HmsSync.Seams;
using HmsSync.Tests.Simulation.TwoWay;

namespace HmsSync.Tests.Simulation.Races;

/// <summary>What a seed decides about a race for slots.</summary>
internal static class RacePlan
{
    public const string Claim = "one family per slot";

    public const string NurseClaim = "one family per nurse";

    public const string Cancelled = "cancelled";

    private static readonly string[] Names = ["calendar", "desk", "annex"];

    public static TwoWayDraw Draw(ulong seed)
    {
        var random = new RandomSource(seed);
        return new TwoWayDraw
        {
            Seed = seed,
            Calendars = [.. Names.Take(1 + random.Next(3)).Select(name => CalendarFlaws.Draw(name, random.Split()) with
            {
                Etags = true,
                Shouts = false,
                OwnKeys = false,
                ListsOnly = false,
                LosesPlace = false,
                ClockOffset = TimeSpan.FromSeconds(random.Next(3) - 1),
            })],
            Hub = new HubHabits(Derives: false, Shouts: false, MovesKeys: false, TimeSpan.FromMilliseconds(50 + random.Next(500))),
            Network = NetworkFlaws.Draw(random.Split()),
            Rules = Rules(random),
        };
    }

    private static ConflictPlan Rules(RandomSource random)
    {
        var clock = new ClockPlan(TimeSpan.FromSeconds(2), random.OneIn(4) ? InsideRule.Manual : InsideRule.Hub);
        var slots = new ClaimPlan(Claim, new Place("conflicts/appointments.yml", 1, 1))
        {
            Same = ["start"],
            Capacity = random.OneIn(3) ? 2 : 1,
            Unless = random.OneIn(4) ? [] : [new FieldValue("status", "\"cancelled\""u8.ToArray())],
            Winner = Winner(random),
            MaxLosers = new LoserLimit(1_000, TimeSpan.FromHours(1)),
        };
        var nurses = new ClaimPlan(NurseClaim, new Place("conflicts/appointments.yml", 9, 1))
        {
            Same = ["notes"],
            Unless = slots.Unless,
            MaxLosers = slots.MaxLosers,
        };
        return new ConflictPlan(TwoWayPlan.Table)
        {
            Guards = null,
            Clock = clock,
            Claims = random.OneIn(2) ? [slots, nurses with { Winner = Winner(random) }] : [slots],
        };
    }

    private static WinnerRule Winner(RandomSource random)
        => random.Next(6) switch { 0 => WinnerRule.Manual, 1 => WinnerRule.LatestChange, _ => WinnerRule.EarliestChange };
}
