using System.Text.Json;
using HmsSync.EndToEnd.Tests.TwoWay;

namespace HmsSync.EndToEnd.Tests.Postgres.Ways;

/// <summary><c>hms-sync backfill</c>: a whole table goes into lanes while changes flow, and survives kill -9.</summary>
public sealed class BackfillTests(SharedPostgres shared)
{
    // Invariant 1, Invariant 2
    [Fact]
    public async Task A_backfill_goes_on_after_kill_9_while_the_application_writes_and_no_record_goes_back()
    {
        const int Rows = 12_000;
        await using var clinic = await WaysClinic.Run(
            await shared.Server, before: $"INSERT INTO rooms SELECT i, 'open', 0 FROM generate_series(1, {Rows}) i");
        Assert.Empty(clinic.Log.All);
        var begun = await clinic.Verb("hms-sync backfill rooms --json");
        Assert.True(begun.ExitCode == 0, begun.Errors);
        for (var round = 1; round <= 3; round++)
        {
            await clinic.Log.WaitAsync(round * 1_500);
            await clinic.Sql($"UPDATE rooms SET n = n + 1 WHERE id % 7 = {round}; DELETE FROM rooms WHERE id % 1000 = {round}");
            await clinic.Crash();
            await clinic.Start();
        }

        await clinic.Agree();
        Assert.All(
            clinic.Log.All.GroupBy(p => p.Key),
            record => Assert.True(IsRising(record.Where(p => p.Op != "delete").Select(p => N(p.Body))), record.Key));
        await clinic.End();
    }

    [Fact]
    public async Task One_partner_alone_is_told_and_a_second_one_is_not()
    {
        await using var clinic = await WaysClinic.Run(await shared.Server);
        await clinic.Sql("INSERT INTO slots SELECT i, 'open', i FROM generate_series(1, 700) i");
        await clinic.Agree();
        var seen = clinic.Log.All.Count;
        var begun = await clinic.Verb("hms-sync backfill slots --partner office --json");
        Assert.True(JsonDocument.Parse(begun.Output).RootElement.GetProperty("ok").GetBoolean(), begun.Errors);
        await clinic.Agree();
        await Seen.AsAsync("each record once more", () => Task.FromResult(clinic.Log.All.Count - seen), 700);
        Assert.All(clinic.Log.All.Skip(seen), p => Assert.Equal("update", p.Op));
        Assert.Equal(2, (await clinic.Verb("hms-sync backfill nothing")).ExitCode);
        Assert.Equal(2, (await clinic.Verb("hms-sync backfill slots --partner nobody")).ExitCode);
        await clinic.End();
    }

    private static int N(string body) => JsonDocument.Parse(body).RootElement.GetProperty("n").GetInt32();

    private static bool IsRising(IEnumerable<int> values)
    {
        var last = int.MinValue;
        return values.All(value =>
        {
            var rises = value >= last;
            last = value;
            return rises;
        });
    }
}
