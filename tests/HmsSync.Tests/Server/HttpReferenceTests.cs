using Xunit;

namespace HmsSync.Tests.Server;

public sealed class HttpReferenceTests
{
    [Fact]
    public async Task Every_route_stands_in_the_reference_and_none_that_is_not_there()
    {
        await using var rig = await ServerRig.StartAsync();
        var page = Tidy.Repository.File("docs/reference/http.md").Text;
        var built = rig.Server.Routes.Select(r => r.Replace("{id:long}", "{id}", StringComparison.Ordinal)).Order().ToList();
        var written = page.Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('`')[1]).Where(route => route.Contains(" /", StringComparison.Ordinal))
            .Where(route => !route.Contains("/webhook/", StringComparison.Ordinal)).Order().ToList();
        Assert.Equal(built, written);
    }
}
