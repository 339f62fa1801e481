using HmsSync.EndToEnd.Tests.TwoWay;

namespace HmsSync.EndToEnd.Tests.Postgres.Ways;

/// <summary>A claim on a database whose changes were missed for a while.</summary>
public sealed class OverlapTests(SharedPostgres shared)
{
    private const string Ten = "2026-12-01T10:00";

    private const string Claim = """
        table: appointments
        rules: [{ field: "*", winner: latest_change }]
        claims: [{ name: one family per slot, same: [start], unless: { status: cancelled } }]
        """;

    // Invariant 12: what came while nobody looked is nobody's fault; it is shown to a person, and what comes after it is judged.
    [Fact]
    public async Task What_came_while_the_slot_was_lost_is_listed_and_what_comes_after_it_is_judged()
    {
        await using var clinic = await CalendarClinic.Run(await shared.Server);
        await clinic.End();
        clinic.Write("conflicts/appointments.yml", Claim);
        await clinic.StartOnly();
        await clinic.Sql($"INSERT INTO appointments(id, start, subject) VALUES ('a1', '{Ten}', 'WIC')");
        await clinic.Agree("a1", Booked);
        await clinic.Quiet();
        await clinic.End();
        await clinic.Sql(
            $"""
            SELECT pg_drop_replication_slot('{clinic.Slot}');
            INSERT INTO appointments(id, start, subject) VALUES ('a2', '{Ten}', 'WIC');
            """);
        await clinic.StartOnly();
        await clinic.Stopped("slot_lost");
        await clinic.GoOn("hms-sync resume hms --after slot_lost");
        await clinic.Agree("a2", Booked);
        await Seen.WhenAsync("it is listed", clinic.Open, open => open is [("a2", "one family per slot")]);
        await clinic.Agree("a1", Booked);

        await clinic.Sql($"INSERT INTO appointments(id, start, subject) VALUES ('a3', '{Ten}', 'WIC')");
        await clinic.Agree("a3", Booked with { Status = "cancelled" });
        await clinic.Quiet();
        Assert.Equal([("a2", "one family per slot")], await clinic.Open());
        await clinic.End();
    }

    private static Slot Booked => new(Ten, "WIC", null, "booked");
}
