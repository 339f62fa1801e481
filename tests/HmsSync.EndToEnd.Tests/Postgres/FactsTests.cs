using HmsSync.Configuration;
using HmsSync.Hosting.Checking;

namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary>What a configuration is held against of a real server's catalogue.</summary>
public sealed class FactsTests(SharedPostgres shared)
{
    private const string Schema = """
        CREATE TABLE counted(id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, starts timestamptz, ends date);
        CREATE TABLE drawn(id uuid PRIMARY KEY DEFAULT gen_random_uuid());
        CREATE TABLE told(id uuid PRIMARY KEY, twice int GENERATED ALWAYS AS (2) STORED);
        CREATE TABLE short(id varchar(8) PRIMARY KEY);
        CREATE TABLE loose(id int);
        """;

    [Fact]
    public async Task Keys_and_types_are_told_as_they_are_declared()
    {
        var server = await shared.Server;
        var database = await server.NewDatabase();
        await server.Run(Schema, database);
        string[] tables = ["counted", "drawn", "told", "short", "loose", "missing"];
        var facts = await PostgresFacts.ReadAsync(
            new HubPlan(server.Connection(database), false, [.. tables.Select(t => new TablePlan(t))]),
            TestContext.Current.CancellationToken);

        Assert.Equal(["counted", "drawn", "told", "short"], facts.Select(f => f.Table));
        Assert.Equal(
            [("integer", false, true), ("uuid", true, true), ("uuid", true, false), ("character varying(8)", false, false)],
            facts.Select(f => f.Columns[f.Key.Single()]).Select(c => (c.Type, c.HoldsUuid, c.IsMade)));
        Assert.Equal(
            ("timestamp with time zone", "date"), (facts[0].Columns["starts"].Type, facts[0].Columns["ends"].Type));
        Assert.DoesNotContain("twice", facts[2].Columns.Keys);
        Assert.DoesNotContain(facts, f => f.GivesKeysAgain);
    }
}
