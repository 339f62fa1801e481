using HmsSync.Configuration;
using Xunit;

namespace HmsSync.Tests.Configuration;

public sealed class PostgresHubTests
{
    private const string Connection = "Host=db.example;Database=hms;Username=hms_sync;Password=s3cret";

    private readonly Workspace _workspace = new();

    [Fact]
    public void A_postgres_hub_has_a_connection_a_slot_and_a_limit()
    {
        var hub = _workspace.Plan($"hub: {{ feed: postgres, connection: \"{Connection}\", slot: clinic_7, max_retained: 512MiB }}\n").Hub;
        Assert.Equal((HubKind.Postgres, Connection, "clinic_7", 512L << 20), (hub.Kind, hub.Connection, hub.Slot, hub.MaxRetained));
    }

    [Fact]
    public void What_is_left_out_has_the_documented_values()
    {
        var hub = _workspace.Plan($"hub: {{ feed: postgres, connection: \"{Connection}\" }}\n").Hub;
        Assert.Equal(("hms_sync", 10L << 30, false), (hub.Slot, hub.MaxRetained, hub.SnapshotInitial));
    }

    [Theory]
    [InlineData("hub: { feed: postgres, connection: §hms.db }\n")]
    [InlineData("hub: { feed: postgres, connection: \"Host=a\", slot: §Big-Name }\n")]
    [InlineData("hub: { feed: postgres, connection: \"Host=a\", max_retained: §10 }\n")]
    [InlineData("hub: { feed: postgres, connection: \"Host=a\", max_retained: §0GiB }\n")]
    public void What_cannot_be_is_told_in_its_place(string marked) => _workspace.Fault("config.bad_value", marked);

    [Fact]
    public void A_connection_that_cannot_be_read_is_not_shown()
    {
        var fault = Assert.Single(_workspace.Load("hub: { feed: postgres, connection: \"Password=s3cret;nonsense\" }\n").Faults);
        Assert.DoesNotContain("s3cret", fault.ToString(), StringComparison.Ordinal);
    }
}
