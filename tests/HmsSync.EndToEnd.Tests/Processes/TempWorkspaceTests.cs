namespace HmsSync.EndToEnd.Tests.Processes;

public sealed class TempWorkspaceTests
{
    [Fact]
    public void It_is_gone_with_everything_in_it_at_the_end()
    {
        string file;
        using (var workspace = new TempWorkspace())
        {
            file = workspace.Write("deep/er/file.txt", "text");
            Assert.Equal("text", File.ReadAllText(file));
        }

        Assert.False(Directory.Exists(Path.GetDirectoryName(file)));
    }

    [Fact]
    public void A_free_port_is_given_once_and_can_be_listened_on()
    {
        var ports = Enumerable.Range(0, 20).Select(_ => FreePort.Next()).ToList();
        Assert.Equal(ports.Count, ports.Distinct().Count());
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, ports[0]);
        listener.Start();
    }
}
