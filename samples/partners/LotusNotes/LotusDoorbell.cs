using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HmsSync.Partners;

/// <summary>
/// Tells HMS what clerks did, oldest first, one ring at a time, each until it is answered for good. Its HTTP client is its own: it
/// is another system than the engine.
/// </summary>
internal sealed class LotusDoorbell(LotusCalendar calendar, LotusSettings settings, TimeProvider clock) : IDisposable
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
                while (calendar.NextRing() is { } ring)
                {
                    await RingUntilAnsweredAsync(ring, stop);
                    calendar.Settle(ring);
                }
            }
            while (await calendar.Bell.ReadAsync(stop));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // stopped; what is still owed stands in the file
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task RingUntilAnsweredAsync(LotusLine ring, CancellationToken stop)
    {
        for (var wait = settings.FirstWait; !await RingAsync(ring, stop); wait *= 2)
        {
            wait = wait < settings.LongestWait ? wait : settings.LongestWait;
            await Task.Delay(wait, clock, stop);
        }
    }

    /// <summary>True when ringing again would change nothing.</summary>
    private async Task<bool> RingAsync(LotusLine ring, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, settings.DoorbellUrl);
        request.Headers.Add("Idempotency-Key", ring.Ring);
        request.Content = JsonContent.Create(
            new LotusRing(settings.DoorbellSecret, ring.Uid, ring.Deed, ring.Begin, ring.Close, ring.Title),
            options: LotusLine.Json);
        try
        {
            using var answer = await _http.SendAsync(request, stop);
            var status = (int)answer.StatusCode;
            if (status is 400 or 409 or 413 or 422)
            {
                await Console.Error.WriteLineAsync($"lotus notes: HMS refused ring {ring.Ring} with {status}");
                return true;
            }

            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false; // HMS is away; that is what the loop is for
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return false; // no answer in time
        }
    }

    private sealed record LotusRing(
        string Auth,
        JsonElement? Uid,
        [property: JsonPropertyName("type")] LotusDeed Deed,
        string? Begin,
        string? Close,
        string? Title);
}
