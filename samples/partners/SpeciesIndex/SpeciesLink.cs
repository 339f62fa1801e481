using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace HmsSync.Partners;

/// <summary>
/// The connection to the event stream: resumed after the last event that is on disk, made again whenever it breaks or falls
/// silent. Its HTTP client is its own: it is another system than the engine.
/// </summary>
internal sealed class SpeciesLink(SpeciesSurveys surveys, SpeciesSettings settings, CallScreen screen, TimeProvider clock) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan, // the stream has no end; silence is what tells
    };

    private volatile bool _connected;
    private volatile int _connections;

    public bool Connected => _connected;

    /// <summary>How often it was made.</summary>
    public int Connections => _connections;

    /// <summary>Until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var wait = settings.FirstWait;
        try
        {
            while (true)
            {
                var wanted = await FollowAsync(stop);
                wait = wanted ?? (wait * 2 < settings.LongestWait ? wait * 2 : settings.LongestWait);
                await Task.Delay(wait, clock, stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // stopped; how far it came stands in the file
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>One connection, from its beginning to its end.</summary>
    /// <returns>How long to wait before the next; null: longer than before, nobody was there.</returns>
    private async Task<TimeSpan?> FollowAsync(CancellationToken stop)
    {
        var parser = new StreamParser();
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop);
        silence.CancelAfter(settings.LongestSilence);
        try
        {
            using var answer = await ConnectAsync(silence.Token);
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                screen.Came("GET", settings.Stream.AbsolutePath, null, (int)answer.StatusCode);
                return null;
            }

            (_connected, _connections) = (true, _connections + 1);
            await using var stream = await answer.Content.ReadAsStreamAsync(silence.Token);
            await foreach (var line in StreamLines.ReadAsync(stream, silence.Token))
            {
                silence.CancelAfter(settings.LongestSilence);
                Hear(parser.Take(line));
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException)
        {
            // HMS is away; that is what the loop is for
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // too long a silence
        }

        var wasConnected = _connected;
        _connected = false;
        return wasConnected ? parser.Retry ?? settings.FirstWait : null;
    }

    private async Task<HttpResponseMessage> ConnectAsync(CancellationToken stop)
    {
        var cursor = surveys.Cursor;
        var url = cursor is null ? new Uri($"{settings.Stream}&since=0") : settings.Stream; // the first time: all there is
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (settings.Key is { } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (cursor is not null)
        {
            request.Headers.Add("Last-Event-ID", cursor);
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
    }

    private void Hear(StreamEvent? e)
    {
        if (e is null)
        {
            return;
        }

        if (SpeciesEar.Read(e) is not { } heard)
        {
            screen.Say("→ event not understood");
        }
        else if (surveys.Hear(heard.Line))
        {
            Show(heard.Line, heard.Data);
        }
    }

    private void Show(SpeciesLine line, JsonElement data)
        => screen.Came("event", line.Topic ?? (line.Gap is true ? "gap" : "withheld"), data, 200);
}
