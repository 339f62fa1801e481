using HmsSync.Tests.Fakes;
using Xunit;

namespace HmsSync.Tests.Server.Records;

/// <summary>A calendar that can list its appointments and cannot say what changed, over real HTTP.</summary>
public sealed class ListingTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_its_clerks_do_is_found_by_listing(bool ownIds)
    {
        await using var rig = await ClinicRig.StartAsync(ownIds, poll: "20ms", without: "changes");
        string Entry(int id, string title)
            => $$"""{{{(ownIds ? "" : $"\"id\":\"{id}\",")}}"begin":"2030-01-07T1{{id}}:00:00Z","title":"{{title}}"}""";
        var one = await rig.ClerkAsync("", Entry(1, "one"));
        await rig.ClerkAsync("", Entry(2, "two"));
        await Eventually.Holds(() => Titles(rig) == "one,two", "both are known");

        await rig.ClerkAsync($"/{one!["id"]}/change", """{"title":"one, moved"}""");
        await Eventually.Holds(() => Titles(rig) == "one, moved,two", "it is moved");
        await rig.ClerkAsync($"/{one["id"]}/remove", "{}");
        await Eventually.Holds(() => Titles(rig) == "two", "it is gone");

        // Invariant 5: the hub's own changes are no news when they are listed.
        rig.Hub("UPDATE appointments SET title = 'two, from here'");
        await Eventually.HoldsAsync(async () => $"{(await rig.AtTheClinicAsync())[0]!["title"]}" == "two, from here", "the clinic has it");
        await rig.OutcomesAsync();
        Assert.Empty(await rig.ConflictsAsync());
    }

    private static string? Titles(ClinicRig rig)
        => rig.Ask("SELECT group_concat(title) FROM (SELECT title FROM appointments ORDER BY title)");
}
