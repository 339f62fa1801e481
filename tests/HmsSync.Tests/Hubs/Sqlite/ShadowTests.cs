using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Seams;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HmsSync.Tests.Hubs.Sqlite;

/// <summary>The property that matters: who applies the events in order has the table.</summary>
public sealed class ShadowTests
{
    private const int Seeds = 30;
    private const int Statements = 60;

    public static TheoryData<int> Programs => [.. Enumerable.Range(0, SqlProgram.All.Length)];

    // Invariant 1
    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Changes_replayed_onto_a_shadow_equal_the_table(int index)
    {
        var program = SqlProgram.All[index];
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new RandomSource((ulong)((index * 1000) + seed));
            using var hub = HubFile.InMemory($"shadow-{index}-{seed}", program.Schema);
            var plan = Plan(program);
            var feed = await hub.OpenFeed(plan);
            var (shadow, position, history) = (new Shadow(), FeedPosition.Start, new List<string>());
            for (var i = 0; i < Statements; i++)
            {
                history.Add(program.Statement(random));
                Run(hub, history[^1]);
                var max = 1 + random.Next(7);
                do
                {
                    var page = await feed.ReadAsync(position, max, TestContext.Current.CancellationToken);
                    Assert.InRange(page.Events.Count, 0, Math.Max(2, max));
                    page.Events.ToList().ForEach(shadow.Apply);
                    position = page.Next;
                }
                while (random.OneIn(2));
                hub.Clock.Advance(TimeSpan.FromSeconds(random.Next(2)));
                await feed.ForgetAsync(position, TestContext.Current.CancellationToken);
            }

            var (events, _) = await HubFile.Drain(feed, position, 1 + random.Next(9));
            events.ForEach(shadow.Apply);
            Assert.True(
                TableOf(hub, program) == shadow.Sorted(),
                $"seed {seed}\n{string.Join(";\n", history)}\n"
                    + $"table:\n{TableOf(hub, program)}\nshadow:\n{shadow.Sorted()}");
        }
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task So_do_the_changes_of_another_process_with_an_older_sqlite(int index)
    {
        var program = SqlProgram.All[index];
        foreach (var journalMode in (string[])["wal", "delete"])
        {
            var random = new RandomSource((ulong)index + 77);
            using var hub = HubFile.OnDisk(program.Schema, journalMode);
            var feed = await hub.OpenFeed(Plan(program));
            hub.Shell(string.Join(";\n", Enumerable.Range(0, 300).Select(_ => program.Statement(random))) + ";\n");
            Assert.DoesNotContain("hms_sync", hub.ShellErrors, StringComparison.Ordinal);

            var (events, _) = await HubFile.Drain(feed, FeedPosition.Start, 50);
            var shadow = new Shadow();
            events.ForEach(shadow.Apply);
            Assert.NotEmpty(events);
            Assert.Equal(TableOf(hub, program), shadow.Sorted());
        }
    }

    private static HubPlan Plan(SqlProgram program)
        => new("", SnapshotInitial: false, [new TablePlan(Unquoted(program.Table)) { Key = program.Key }]);

    private static string TableOf(HubFile hub, SqlProgram program)
        => Shadow.OfTable(hub.Application, string.Join(", ", program.Columns), program.Table, program.KeyIsKnown);

    private static string Unquoted(string name) => name[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal);

    /// <summary>Statements that break a constraint are part of the program.</summary>
    private static void Run(HubFile hub, string sql)
    {
        try
        {
            hub.Execute(sql);
        }
        catch (SqliteException failure) when (failure.SqliteErrorCode is 19 or 20 or 1)
        {
            Assert.DoesNotContain("hms_sync", failure.Message, StringComparison.Ordinal);
            if (hub.Number("SELECT 1") == 1 && !IsIdle(hub))
            {
                hub.Execute("ROLLBACK");
            }
        }
    }

    private static bool IsIdle(HubFile hub) => SQLitePCL.raw.sqlite3_get_autocommit(hub.Application.Handle!) != 0;
}
