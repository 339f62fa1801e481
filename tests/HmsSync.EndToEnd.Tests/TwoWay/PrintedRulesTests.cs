using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>The rule file and the authority pattern as the description of HMS-SYNC prints them, and the sample that has both.</summary>
public sealed class PrintedRulesTests
{
    private const string Printed = """
        table: appointments
        key:   id
        rules:
          - field: start
            winner: "earliest_change"
          - field: subject
            winner: "latest_change"

        """;

    private const string Authority = """
        table: appointments
        rules:
          - field: subject
            winner: authority               # if source == lotus_notes then overwrite
            authority: [lotus_notes, hms]

        """;

    /// <summary>The moments of a test are closer than two seconds; what is printed leaves the bound at its default.</summary>
    private const string Fine = "clock: { max_skew: 1ms }\n";

    private static readonly Entry Booked = new("2026-12-01T10:00", "WIC", "booked");

    // Invariant 4, Invariant 6
    [Fact]
    public async Task The_rule_file_decides_as_it_is_printed()
    {
        await using var office = await LotusOffice.StartAsync(Printed + Fine);
        await DisagreeAsync(office);

        // The clerk was first, the family last.
        await office.AgreeAsync(1, new Entry("2026-12-01T11:00", "by the family", "booked"));
        var conflicts = await office.ConflictsAsync();
        Assert.Equal(
            [("start", "earliest_change", "lotus_notes"), ("subject", "latest_change", "hms")],
            conflicts.Select(c => (Text(c, "field"), Text(c, "rule"), Text(c, "winner"))).Order());
    }

    // Invariant 6
    [Fact]
    public async Task If_the_source_is_lotus_notes_then_it_overwrites()
    {
        await using var office = await LotusOffice.StartAsync(Authority + Fine);
        await DisagreeAsync(office);

        await office.AgreeAsync(1, new Entry("2026-12-01T12:00", "by the clerk", "booked"));
        var conflict = Assert.Single(await office.ConflictsAsync(), c => Text(c, "field") == "subject");
        Assert.Equal(("authority", "lotus_notes"), (Text(conflict, "rule"), Text(conflict, "winner")));
        Assert.Equal("by the family", Text(conflict.GetProperty("values"), "hms"));
    }

    [Fact]
    public async Task The_sample_has_the_printed_rules_and_the_pattern()
    {
        var sample = await File.ReadAllTextAsync(
            Path.Combine(Checkout.Root, "samples/wic/conflicts/appointments.yml"), TestContext.Current.CancellationToken);
        Assert.Contains(Printed.TrimEnd(), sample, StringComparison.Ordinal);
        Assert.Contains("authority: [lotus_notes, hms]", sample, StringComparison.Ordinal);
    }

    // Invariant 6
    [Fact]
    public async Task Of_two_who_book_one_slot_in_one_moment_one_stands_and_the_other_is_told()
    {
        await using var office = await LotusOffice.StartAsync();
        await Task.WhenAll(
            office.SqlAsync(Insert(1)),
            office.ClerkAsync("enter", new { begin = "2026-12-01T10:00", close = "2026-12-01T10:30", title = "walk-in" }));

        long[] both = [1, 9001];
        foreach (var look in new Func<long, Task<Entry?>>[] { office.HubAsync, office.LotusAsync })
        {
            await Seen.WhenAsync(
                "one booked and one cancelled",
                async () => (Family: (await look(both[0]))?.Status, WalkIn: (await look(both[1]))?.Status),
                seen => seen is ("booked", "cancelled") or ("cancelled", "booked"));
        }

        Assert.Equal((await office.HubAsync(1))?.Status, (await office.LotusAsync(1))?.Status);
        Assert.Equal("one family per slot", Text(Assert.Single(await office.ConflictsAsync()), "claim"));
    }

    /// <summary>With the line cut the clerk changes start and subject, and after him the family does.</summary>
    private static async Task DisagreeAsync(LotusOffice office)
    {
        await office.SqlAsync(Insert(1));
        await office.AgreeAsync(1, Booked);
        await office.CutAsync();
        await office.ClerkAsync("change/1", new { begin = "2026-12-01T11:00", title = "by the clerk" });
        Assert.Empty(await office.ConflictsAsync());
        await office.SqlAsync("UPDATE appointments SET start = '2026-12-01T12:00', subject = 'by the family' WHERE id = 1");
        await office.MendAsync();
    }

    private static string Insert(int id)
        => $"INSERT INTO appointments VALUES({id}, 'CID-{id}', '2026-12-01T10:00', '2026-12-01T10:30', 'WIC', 'booked')";

    private static string? Text(System.Text.Json.JsonElement row, string name) => row.GetProperty(name).GetString();
}
