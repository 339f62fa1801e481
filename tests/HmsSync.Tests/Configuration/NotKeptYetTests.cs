using HmsSync.Configuration;
using Xunit;

namespace HmsSync.Tests.Configuration;

public sealed class NotKeptYetTests
{
    private const string First = """
        table: appointments
        first: { differ: hub }
        """;

    [Fact]
    public void What_would_not_be_kept_is_refused_where_it_would_run()
    {
        using var workspace = new Server.Workspace();
        workspace.Plan(new Uri("http://127.0.0.1:1"));
        var path = Path.Combine(workspace.Folder, "hms-sync.yml");
        Assert.NotNull(ConfigLoader.LoadToRun(path, Environment).Plan);

        File.WriteAllText(Path.Combine(workspace.Folder, "conflicts", "appointments.yml"), First);
        var refused = ConfigLoader.LoadToRun(path, Environment);
        Assert.Null(refused.Plan);
        var fault = Assert.Single(refused.Faults);
        Assert.Equal("config.not_built", fault.Code);
        Assert.Contains("'first'", fault.Message, StringComparison.Ordinal);
    }

    private static string? Environment(string name) => name == "URL" ? "http://127.0.0.1:1" : "a-secret-of-more-than-24-bytes";
}
