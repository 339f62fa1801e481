using System.Text.RegularExpressions;
using HmsSync.Configuration;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary>The statements of docs/operating/postgresql.md are enough, on a server as it was installed.</summary>
public sealed partial class PageTests
{
    [Theory]
    [InlineData("role", "clinic_owner")]
    [InlineData("owner", "clinic_owner")]
    public async Task Two_settings_and_one_role_are_enough(string how, string owner)
    {
        await using var server = await PostgresServer.Start("wal_level = replica");
        foreach (var statement in Statements("settings"))
        {
            await server.Run(statement);
        }

        await server.Stop("fast");
        await server.Unset("wal_level");
        await server.Start();
        await server.Run("CREATE DATABASE clinic");
        await server.Run(
            $"""
            CREATE ROLE {owner};
            GRANT CREATE ON SCHEMA public TO {owner};
            SET ROLE {owner};
            CREATE TABLE appointments(id int PRIMARY KEY)
            """,
            "clinic");
        await server.Run(how == "role" ? string.Join(';', Statements("role")) : "CREATE ROLE hms_sync LOGIN REPLICATION", "clinic");
        if (how == "owner")
        {
            await server.Run($"GRANT CREATE ON DATABASE clinic TO {owner}", "clinic");
            await server.Run($"SET ROLE {owner}; {string.Join(';', Statements("owner"))}", "clinic");
        }

        await using var rig = new FeedRig(server, "clinic")
        {
            Plan = new HubPlan(server.Connection("clinic", "hms_sync"), true, [new TablePlan("appointments")]),
        };
        await rig.Open();
        await rig.Sql("INSERT INTO appointments VALUES (1)");
        await rig.Until(1);
        Assert.Empty(rig.Feed.Notices);
    }

    private static IEnumerable<string> Statements(string block)
        => Blocks().Matches(File.ReadAllText(Path.Combine(Checkout.Root, "docs/operating/postgresql.md")))
            .Where(m => m.Groups[1].Value == block)
            .SelectMany(m => m.Groups[2].Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex("```sql (\\w+)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
