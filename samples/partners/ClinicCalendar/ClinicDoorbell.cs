using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace HmsSync.Partners;

/// <summary>
/// Tells HMS which appointment a clerk touched, and nothing else of it: oldest first, one ring at a time, each until it is
/// answered for good.
/// </summary>
internal sealed class ClinicDoorbell(ClinicBook book, ClinicSettings settings, CallScreen screen, TimeProvider clock) : IDisposable
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
                while (book.NextRing() is { } ring)
                {
                    for (var wait = settings.FirstWait; !await RingAsync(ring, stop); wait *= 2)
                    {
                        wait = wait < settings.LongestWait ? wait : settings.LongestWait;
                        await Task.Delay(wait, clock, stop);
                    }

                    book.Settle(ring);
                }
            }
            while (await book.Bell.ReadAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // stopped; what is still owed stands in the file
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>True when ringing again would change nothing.</summary>
    private async Task<bool> RingAsync(ClinicLine ring, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.DoorbellUrl);
        request.Headers.Add("Idempotency-Key", string.Create(CultureInfo.InvariantCulture, $"clinic-{ring.Seq}"));
        request.Content = JsonContent.Create(
            new { Auth = settings.DoorbellSecret, ring.Id, Type = ring.Record is null ? "removed" : "changed" }, options: ClinicLine.Json);
        try
        {
            using var answer = await _http.SendAsync(request, stop);
            var call = $"POST {settings.DoorbellUrl!.AbsolutePath} {Uri.EscapeDataString(ring.Id)}";
            screen.Say(string.Create(CultureInfo.InvariantCulture, $"← {call} {(int)answer.StatusCode}"));
            return answer.IsSuccessStatusCode || (int)answer.StatusCode is 400 or 409 or 413 or 422;
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
