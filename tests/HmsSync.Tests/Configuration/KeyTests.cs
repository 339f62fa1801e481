using Xunit;
namespace HmsSync.Tests.Configuration;

public sealed class KeyTests
{
    private readonly Workspace _workspace = new();

    [Theory]
    [InlineData("§zon: UTC\n", "zone")]
    [InlineData("server: { §listne: x }\n", "listen")]
    [InlineData("replay: { §keep_foor: 1d }\n", "keep_for")]
    [InlineData("partners: { p: { adapter: none, §recieve: {} } }\n", "receive")]
    public void An_unknown_key_is_named_with_the_nearest_known(string marked, string nearest)
        => Assert.Equal(
            $"did you mean '{nearest}'?", _workspace.Fault("config.unknown_key", Workspace.Hub + marked).Remedy);

    [Fact]
    public void An_unknown_key_that_is_near_to_none_lists_what_is_known()
        => Assert.Equal(
            "known: listen, cors, auth, rate",
            _workspace.Fault("config.unknown_key", Workspace.Hub + "server: { §port: 1 }\n").Remedy);

    [Theory]
    [InlineData("replay: { keep-events: 1, §keep_events: 2 }\n")]
    [InlineData("§hms: { connection: x.db }\n")]
    [InlineData("partners: { p: { adapter: none, send: [ { on: clinics, §event: clinics } ] } }\n")]
    public void One_key_under_two_names_is_a_duplicate(string marked)
        => _workspace.Fault("config.duplicate_key", Workspace.Hub + marked);

    [Theory]
    [InlineData("zone: §[UTC]\n")]
    [InlineData("zone: §{ a: b }\n")]
    [InlineData("server: §http://127.0.0.1\n")]
    [InlineData("replay: { owed: §7d }\n")]
    [InlineData("partners: §[a]\n")]
    [InlineData("partners: { p: §text }\n")]
    [InlineData("partners: { p: { adapter: none, send: §clinics } }\n")]
    [InlineData("partners: { p: { adapter: none, send: [ §clinics ] } }\n")]
    [InlineData("partners: { p: { adapter: none, send: [ { on: clinics, where: §[a] } ] } }\n")]
    [InlineData("partners: { p: { url: https://p.example, mode: batch, schedule: §[a] } }\n")]
    [InlineData("partners: { p: { adapter: none, receive: §x } }\n")]
    public void A_wrong_type_is_named_with_its_place(string marked)
        => _workspace.Fault("config.wrong_type", Workspace.Hub + marked);

    [Fact]
    public void A_key_without_a_value_is_as_if_it_were_not_there()
        => Assert.Equal("UTC", _workspace.Plan(Workspace.Hub + "zone:\nserver:\nreplay:\npartners:\n").Zone.Id);
}
