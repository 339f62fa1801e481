using System.Net.Http.Json;
using System.Net.Sockets;

namespace HmsSync.Partners;

/// <summary>
/// Tells HMS what people did at a partner, oldest first, one ring at a time, each until it is answered for good. Its HTTP client
/// is its own: it is another system than the engine.
/// </summary>
internal sealed class Doorbell(IRinging rings, DoorbellSettings settings, CallScreen screen, TimeProvider clock) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            do
            {
                while (rings.NextRing() is { } ring)
                {
                    await RingUntilAnsweredAsync(ring, stop);
                    rings.Settle(ring);
                }
            }
            while (await rings.Bell.ReadAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // stopped; what is still owed stands in the file
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task RingUntilAnsweredAsync(Ring ring, CancellationToken stop)
    {
        for (var wait = settings.FirstWait; !await RingAsync(ring, stop); wait *= 2)
        {
            wait = wait < settings.LongestWait ? wait : settings.LongestWait;
            await Task.Delay(wait, clock, stop);
        }
    }

    /// <summary>True when ringing again would change nothing.</summary>
    private async Task<bool> RingAsync(Ring ring, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.Url);
        request.Headers.Add("Idempotency-Key", ring.Id);
        request.Content = JsonContent.Create(ring.Body);
        try
        {
            using var answer = await _http.SendAsync(request, stop);
            var status = (int)answer.StatusCode;
            screen.Went("POST", settings.Url.AbsolutePath, ring.Body, status);
            return answer.IsSuccessStatusCode || status is 400 or 409 or 413 or 422; // refused for good
        }
        catch (Exception e) when (e is HttpRequestException or SocketException)
        {
            return false; // HMS is away, or dies as it takes the call; that is what the loop is for
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false; // no answer in time
        }
    }
}
