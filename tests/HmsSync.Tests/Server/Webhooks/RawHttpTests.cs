using System.Net.Sockets;
using System.Text;
using Xunit;

namespace HmsSync.Tests.Server.Webhooks;

/// <summary>Requests that no well-mannered client makes.</summary>
public sealed class RawHttpTests
{
    private const string Line = "POST /webhook/lotus/slot HTTP/1.1\r\nContent-Type: application/json\r\n";

    private const string Good = $$"""{"auth":"{{Workspace.Secret}}","uid":7}""";

    public static TheoryData<string, string, int> Requests() => new()
    {
        { "two lengths", Line + "Host: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400 },
        { "no host", Line + "Content-Length: 2\r\n\r\n{}", 400 },
        { "too many headers", Line + "Host: a\r\n" + Many(120) + "Content-Length: 2\r\n\r\n{}", 431 },
        { "a header too long", Line + "Host: a\r\nX: " + new string('x', 40_000) + "\r\nContent-Length: 2\r\n\r\n{}", 431 },
        { "a line too long", $"GET /{new string('x', 10_000)} HTTP/1.1\r\nHost: a\r\n\r\n", 414 },
        { "not http", "HELLO\r\n\r\n", 400 },
        { "two ids", Line + $"Host: a\r\nwebhook-id: a\r\nwebhook-id: b\r\nContent-Length: {Good.Length}\r\n\r\n{Good}", 422 },
        { "a length that promises too much", Line + "Host: a\r\nContent-Length: 2000000\r\n\r\n", 413 },
        { "a body that never comes", Line + "Host: a\r\nContent-Length: 100\r\n\r\n{", 408 },
        { "chunks past the bound", Line + "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunks(20), 413 },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task What_breaks_the_rules_of_http_is_refused(string what, string request, int status)
    {
        await using var rig = await ServerRig.StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(rig.Server.Url.Host, rig.Server.Url.Port, ServerRig.Stop);
        var stream = client.GetStream();
        try
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(request), ServerRig.Stop);
        }
        catch (IOException)
        {
            // It may hang up before it has heard all; its answer is on the way all the same.
        }

        var buffer = new byte[64];
        var read = await stream.ReadAtLeastAsync(buffer, 12, throwOnEndOfStream: false, ServerRig.Stop);
        var answer = Encoding.ASCII.GetString(buffer, 0, read);
        Assert.Equal((what, $"HTTP/1.1 {status}"), (what, answer[..Math.Min(12, answer.Length)]));
        Assert.Empty(rig.Journal());
    }

    private static string Many(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"X-{i}: y\r\n"));

    private static string Chunks(int count)
        => string.Concat(Enumerable.Repeat("10000\r\n" + new string('x', 0x10000) + "\r\n", count)) + "0\r\n\r\n";
}
