namespace HmsSync.EndToEnd.Tests.TwoWay;

public sealed class RaceTests
{
    // Invariant 4, Invariant 5, Invariant 6
    [Fact]
    public async Task Three_way_races_for_one_slot_never_leave_two_winners()
    {
        await using var clinics = await RaceClinics.StartAsync();
        await Races.PlayAsync(clinics);
    }
}
