using Xunit;
namespace HmsSync.Tests.Configuration;

public sealed class HubFaultTests
{
    private readonly Workspace _workspace = new();

    [Theory]
    [InlineData("config.missing_key", "§zone: UTC\n")]
    [InlineData("config.missing_key", "hub:§ \n")]
    [InlineData("config.missing_key", "hub:\n  §tables: { a: { key: id } }\n")]
    [InlineData("config.bad_value", "hub: { connection: a, snapshot: §all }\n")]
    [InlineData("config.bad_value", "hub: { connection: a, feed: §mysql }\n")]
    [InlineData("config.bad_table", "hub: { connection: a, tables: { §hms_sync_outbox: } }\n")]
    [InlineData("config.bad_value", "hub: { connection: a, tables: { t: { key: §[] } } }\n")]
    [InlineData("config.bad_value", "hub: { connection: a, tables: { t: { key: §[id, id] } } }\n")]
    [InlineData("config.bad_value", "hub: { connection: a, tables: { t: { new_keys: §random } } }\n")]
    [InlineData("config.bad_value", "hub: { connection: a, tables: { t: { event: §a b } } }\n")]
    [InlineData("config.topic_is_table", "hub: { connection: a, tables: { t: , u: { event: §t } } }\n")]
    [InlineData("config.store_is_hub", "hub: { connection: a.db }\nstore: §./a.db\n")]
    [InlineData("config.unknown_zone", "hub: { connection: a }\nzone: §America/New_Yrok\n")]
    public void Each_fault_of_the_hub_has_its_place(string code, string marked) => _workspace.Fault(code, marked);

    [Fact]
    public void A_zone_that_is_nearly_right_is_suggested()
        => Assert.Contains(
            "America/New_York",
            _workspace.Fault("config.unknown_zone", Workspace.Hub + "zone: §America/New_Yrok\n").Remedy!,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("config.bad_value", "listen: §127.0.0.1:8080")]
    [InlineData("config.bad_value", "listen: §https://127.0.0.1:8080")]
    [InlineData("config.bad_value", "listen: §http://127.0.0.1:8080/path")]
    [InlineData("config.bad_value", "cors: [§board.example]")]
    [InlineData("config.bad_value", "cors: [§https://board.example/]")]
    [InlineData("config.bad_value", "cors: [https://a.example, §'*']")]
    [InlineData("config.bad_value", "auth: §maybe")]
    [InlineData("config.auth_none", "listen: http://0.0.0.0:80\n  auth: §none")]
    [InlineData("config.auth_none", "listen: http://hub.example:80\n  auth: §none")]
    public void Each_fault_of_the_server_has_its_place(string code, string marked)
        => _workspace.Fault(code, $"{Workspace.Hub}server:\n  {marked}\n");

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://[::1]:8080")]
    [InlineData("http://127.8.8.8:0")]
    public void Auth_none_is_taken_on_loopback(string listen)
        => Assert.False(
            _workspace.Plan($"{Workspace.Hub}server: {{ listen: \"{listen}\", auth: none }}\n").Server.AuthRequired);

    [Theory]
    [InlineData("keep_events: §-1")]
    [InlineData("keep_events: §1e3")]
    [InlineData("keep_for: §7")]
    [InlineData("keep_for: §0d")]
    [InlineData("keep_for: §1.5h")]
    [InlineData("keep_for: §99999999d")]
    [InlineData("owed: { max_events: §0 }")]
    public void Each_fault_of_replay_has_its_place(string marked)
        => _workspace.Fault("config.bad_value", $"{Workspace.Hub}replay: {{ {marked} }}\n");

    [Fact]
    public void Without_a_policy_a_warning_says_that_nothing_is_withheld()
    {
        _workspace.Warning("config.nothing_withheld", "§" + Workspace.Hub);
        _workspace.Warning("config.nothing_withheld", Workspace.Hub + "governance: §none\n");
    }

    [Fact]
    public void A_parent_that_is_not_followed_is_a_warning()
        => _workspace.Warning(
            "config.unfollowed_parent", "hub: { connection: a, tables: { t: { references: { c: §u } } } }\n");

    [Fact]
    public void A_hub_without_tables_is_a_warning()
        => _workspace.Warning("config.no_tables", "hub:\n  §connection: a.db\n");
}
