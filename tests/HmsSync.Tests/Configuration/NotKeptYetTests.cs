using HmsSync.Configuration;
using Xunit;

namespace HmsSync.Tests.Configuration;

public sealed class NotKeptYetTests
{
    private const string Claims = """
        table: appointments
        claims: [{ name: one, same: [start], capacity: 1, unless: { status: cancelled }, winner: latest_change }]
        """;

    [Fact]
    public void What_would_not_be_kept_is_refused_where_it_would_run()
    {
        using var workspace = new Server.Workspace();
        workspace.Plan(new Uri("http://127.0.0.1:1"));
        var path = Path.Combine(workspace.Folder, "hms-sync.yml");
        Assert.NotNull(ConfigLoader.LoadToRun(path, Environment).Plan);

        File.WriteAllText(Path.Combine(workspace.Folder, "conflicts", "appointments.yml"), Claims);
        var refused = ConfigLoader.LoadToRun(path, Environment);
        Assert.Null(refused.Plan);
        var fault = Assert.Single(refused.Faults);
        Assert.Equal("config.not_built", fault.Code);
        Assert.Contains("'claims'", fault.Message, StringComparison.Ordinal);
    }

    private static string? Environment(string name) => name == "URL" ? "http://127.0.0.1:1" : "a-secret-of-more-than-24-bytes";
}
