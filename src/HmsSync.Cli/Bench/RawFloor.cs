using System.Text;

namespace HmsSync.Cli.Bench;

/// <summary>
/// The least that any sender must do: a bare <see cref="SocketsHttpHandler"/> posts the same bodies over the same number of
/// connections. No journal, no order, no retry.
/// </summary>
internal static class RawFloor
{
    public static async Task RunAsync(string url, int count, int connections, CancellationToken stop)
    {
        using var handler = Handler(connections);
        using var invoker = new HttpMessageInvoker(handler);
        var next = 0;
        var workers = Enumerable.Range(0, connections).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) <= count)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Body(next)) };
                request.Content.Headers.ContentType = new("application/json");
                using var response = await invoker.SendAsync(request, stop);
                response.EnsureSuccessStatusCode();
            }
        });
        await Task.WhenAll(workers);
    }

    public static SocketsHttpHandler Handler(int connections)
        => new() { MaxConnectionsPerServer = connections, UseProxy = false };

    /// <summary>The bytes that the engine sends for a row of <see cref="BenchHub"/>.</summary>
    private static byte[] Body(int id) => Encoding.UTF8.GetBytes(
        $$"""{"id":{{id}},"clinic_id":12,"citizen_id":"CID-{{id}}","start":"2026-11-21T10:00:00Z","""
        + $$"""
        "end":"2026-11-21T10:30:00Z","status":"booked","notes":"{{Notes}}"}
        """);

    private static readonly string Notes = new('n', 180);
}
