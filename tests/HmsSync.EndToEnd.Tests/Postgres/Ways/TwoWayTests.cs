using HmsSync.EndToEnd.Tests.TwoWay;

namespace HmsSync.EndToEnd.Tests.Postgres.Ways;

/// <summary>After changes were missed both sides agree again, and a partner that keeps records is told what differs alone.</summary>
public sealed class TwoWayTests(SharedPostgres shared)
{
    private static readonly string[] Writes = ["PUT", "PATCH", "DELETE"];

    // Invariant 4, Invariant 5
    [Fact]
    public async Task What_both_sides_did_while_the_slot_was_lost_is_merged_and_what_agrees_is_not_sent()
    {
        string[] ids = ["a1", "a2", "a3", "a4", "a5", "a6"];
        await using var clinic = await CalendarClinic.Run(await shared.Server);
        var booked = ids.Select(id => $"('{id}', '2026-12-01T10:00', 'WIC')");
        await clinic.Sql($"INSERT INTO appointments(id, start, subject) VALUES {string.Join(", ", booked)}");
        foreach (var id in ids)
        {
            await clinic.Agree(id, new Slot("2026-12-01T10:00", "WIC", null, "booked"));
        }

        await clinic.Quiet();
        await clinic.End();
        await clinic.Sql(
            $"""
            SELECT pg_drop_replication_slot('{clinic.Slot}');
            UPDATE appointments SET start = '2026-12-02T10:00' WHERE id IN ('a1', 'a2');
            DELETE FROM appointments WHERE id = 'a3';
            INSERT INTO appointments(id, start, subject) VALUES ('a7', '2026-12-03T10:00', 'WIC');
            """);
        await clinic.Calendar.ChangesAsync("a2", new() { ["notes"] = "twins" });
        await clinic.Calendar.ChangesAsync("a4", new() { ["notes"] = "late" });
        await clinic.Calendar.RemovesAsync("a5");
        var calls = clinic.Calendar.Calls.Count;
        await clinic.StartOnly();
        await clinic.Stopped("slot_lost");
        await clinic.GoOn("hms-sync resume hms --after slot_lost");
        await clinic.Agree("a1", new Slot("2026-12-02T10:00", "WIC", null, "booked"));
        await clinic.Agree("a2", new Slot("2026-12-02T10:00", "WIC", "twins", "booked"));
        await clinic.Agree("a3", null);
        await clinic.Agree("a4", new Slot("2026-12-01T10:00", "WIC", "late", "booked"));
        await clinic.Agree("a5", null);
        await clinic.Agree("a7", new Slot("2026-12-03T10:00", "WIC", null, "booked"));
        await clinic.Quiet();
        Assert.DoesNotContain(
            clinic.Calendar.Calls.Skip(calls), line => line.Contains("a6", StringComparison.Ordinal) && IsWrite(line));

        // Nothing waits for ever for what was missed.
        await clinic.Calendar.ChangesAsync("a4", new() { ["notes"] = "in time" });
        await clinic.Agree("a4", new Slot("2026-12-01T10:00", "WIC", "in time", "booked"));
        await clinic.Sql("UPDATE appointments SET start = '2026-12-04T10:00' WHERE id = 'a4'");
        await clinic.Agree("a4", new Slot("2026-12-04T10:00", "WIC", "in time", "booked"));
        await clinic.End();
    }

    private static bool IsWrite(string line)
        => Writes.Any(method => line.Contains($"→ {method}", StringComparison.Ordinal));
}
