using System.Text.Json;

namespace HmsSync.Tests.Server.Streaming;

/// <summary>Reads a stream frame by frame, as a client of the standard would.</summary>
internal sealed class SseClient : IDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _reader;

    private SseClient(HttpResponseMessage answer, Stream body)
    {
        _answer = answer;
        _reader = new StreamReader(body);
    }

    public HttpResponseMessage Answer => _answer;

    public static async Task<SseClient> OpenAsync(
        HttpClient http, string path, CancellationToken stop, string? lastEventId = null, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in new[] { ("Last-Event-ID", lastEventId), ("Origin", origin) })
        {
            if (value is not null)
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        return new SseClient(answer, await answer.Content.ReadAsStreamAsync(stop));
    }

    /// <summary>The next block; null: the stream has ended.</summary>
    public async Task<SseFrame?> NextAsync(CancellationToken stop)
    {
        var frame = new SseFrame();
        while (await _reader.ReadLineAsync(stop).AsTask().WaitAsync(Longest, TimeProvider.System, stop) is { } line)
        {
            if (line.Length == 0)
            {
                return frame;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var value = line[(colon + 1)..].TrimStart(' ');
            frame = line[..colon] switch
            {
                "" => frame with { Comment = value },
                "id" => frame with { Id = value },
                "event" => frame with { Event = value },
                "data" => frame with { Data = value },
                "retry" => frame with { Retry = value },
                _ => throw new InvalidOperationException($"no field of the standard: {line}"),
            };
        }

        return null;
    }

    /// <summary>The next block with data; what has none is passed over.</summary>
    public async Task<SseFrame> NextDataAsync(CancellationToken stop)
    {
        while (await NextAsync(stop) is { } frame)
        {
            if (frame.Data is not null)
            {
                return frame;
            }
        }

        throw new EndOfStreamException();
    }

    public void Dispose()
    {
        _reader.Dispose();
        _answer.Dispose();
    }
}

internal sealed record SseFrame
{
    public string? Comment { get; init; }

    public string? Id { get; init; }

    public string? Event { get; init; }

    public string? Data { get; init; }

    public string? Retry { get; init; }

    public long Seq => JsonDocument.Parse(Data!).RootElement.GetProperty("seq").GetInt64();
}
