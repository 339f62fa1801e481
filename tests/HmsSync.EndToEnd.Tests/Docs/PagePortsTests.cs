namespace HmsSync.EndToEnd.Tests.Docs;

public sealed class PagePortsTests
{
    private readonly PagePorts _ports = new();

    [Fact]
    public void An_address_is_the_same_one_wherever_it_stands()
    {
        var moved = _ports.Moved("http://127.0.0.1:8080/a http://127.0.0.1:8702 8080 http://127.0.0.1:80801").Split(' ');
        Assert.Equal($"{_ports.Moved("127.0.0.1:8080")}/a", moved[0]["http://".Length..]);
        Assert.DoesNotContain("8702", moved[1], StringComparison.Ordinal);
        Assert.Equal(["8080", "http://127.0.0.1:80801"], moved[2..]);
    }

    [Fact]
    public void A_partner_is_started_where_its_page_looks_for_it()
        => Assert.Equal(
            $"../hms-sync demo hospital --url {_ports.Moved("http://127.0.0.1:8702")} --engine {_ports.Moved("http://127.0.0.1:8080")} &",
            _ports.Typed("../hms-sync demo hospital &"));

    [Fact]
    public void A_workspace_is_moved_before_anything_is_done_with_it()
    {
        var typed = _ports.Typed("./hms-sync init --sample wildfire tour && cd tour");
        Assert.StartsWith("./hms-sync init --sample wildfire tour && sed -i -e s/:8080/", typed, StringComparison.Ordinal);
        Assert.EndsWith(" tour/hms-sync.yml && cd tour", typed, StringComparison.Ordinal);
        Assert.Equal("hms-sync demo --once", _ports.Typed("hms-sync demo --once"));
    }
}
