using HmsSync.Changes;
using HmsSync.Configuration;

namespace HmsSync.Resolve;

/// <summary>Whose value stands, and why in words; null: nobody's, it is open.</summary>
internal readonly record struct Verdict(Participant? Winner, string Why)
{
    /// <summary>What the rule makes of a conflict.</summary>
    /// <param name="rule">The rule of the field.</param>
    /// <param name="clock">When stamps decide, and what does otherwise.</param>
    /// <param name="hub">Stamps of the hub's value.</param>
    /// <param name="theirs">Stamp of the partner's value.</param>
    /// <param name="partner">Who it is.</param>
    public static Verdict Of(MergeRule rule, ClockPlan clock, HubStamp hub, Stamp theirs, Participant partner)
        => new Case(rule.Authority, clock, hub, theirs, partner).By(rule.Winner);

    /// <summary>What decides when a person had <see cref="MergeRule.Hold"/> and said nothing; never open again.</summary>
    public static Verdict AfterHold(MergeRule rule, ClockPlan clock, HubStamp hub, Stamp theirs, Participant partner)
    {
        var inside = clock.Inside == InsideRule.Manual ? InsideRule.Hub : clock.Inside;
        return new Case(rule.Authority, clock with { Inside = inside }, hub, theirs, partner)
            .By(rule.Then ?? throw new ArgumentException("The rule has nothing that decides after a hold.", nameof(rule)));
    }

    private readonly record struct Case(
        IReadOnlyList<Participant> Authority, ClockPlan Clock, HubStamp Ours, Stamp Theirs, Participant Partner)
    {
        public Verdict By(WinnerRule winner) => winner switch
        {
            WinnerRule.LatestChange => InTime(Ours.Last, Order.Later, "last"),
            WinnerRule.EarliestChange => InTime(Ours.First, Order.Earlier, "first"),
            WinnerRule.Authority => ByAuthority("Both sides changed it"),
            WinnerRule.Manual => new(null, "Both sides changed it, and the rule leaves it to a person."),
            WinnerRule.Hub => new(Participant.Hub, "Both sides changed it, and the rule takes the hub's."),
            WinnerRule.Partner => new(Partner, $"Both sides changed it, and the rule takes what {Partner} has."),
        };

        private Verdict InTime(Stamp ours, Order wins, string word)
        {
            var order = Theirs.Compare(ours, Clock.MaxSkew);
            if (order == Order.Undecided)
            {
                return Inside(ours);
            }

            return order == wins
                ? new(Partner, $"Both sides changed it; {Partner} did so {word}, {Theirs}, and the hub {ours}.")
                : new(Participant.Hub, $"Both sides changed it; the hub did so {word}, {ours}, and {Partner} {Theirs}.");
        }

        /// <summary>The times are too close: not to pretend to know.</summary>
        private Verdict Inside(Stamp ours)
        {
            var why = $"Both sides changed it, the hub {ours} and {Partner} {Theirs}, too close to tell which came first";
            return Clock.Inside switch
            {
                InsideRule.Hub => new(Participant.Hub, $"{why}; then the hub's stands."),
                InsideRule.Authority => ByAuthority(why),
                InsideRule.Manual => new(null, $"{why}; then a person decides."),
            };
        }

        /// <summary>Who is not in the list comes after all that are; the hub stands where neither is.</summary>
        private Verdict ByAuthority(string why)
        {
            var wins = Rank(Partner) < Rank(Participant.Hub);
            return wins
                ? new(Partner, $"{why}; {Partner} stands before the hub in the list.")
                : new(Participant.Hub, $"{why}; {Partner} does not stand before the hub in the list.");
        }

        private int Rank(Participant who)
        {
            for (var i = 0; i < Authority.Count; i++)
            {
                if (Authority[i] == who)
                {
                    return i;
                }
            }

            return int.MaxValue;
        }
    }
}
