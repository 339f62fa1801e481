using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;

namespace HmsSync.Cli.Bench;

/// <summary>
/// Latencies of pushes whose body carries, in <c>start</c>, the system-wide monotonic time at which the source committed.
/// </summary>
internal sealed class BenchArrivals
{
    private readonly ConcurrentQueue<double> _millis = new();

    public void Add(ReadOnlySpan<byte> body, long now)
    {
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("start"u8))
            {
                reader.Read();
                var sent = long.Parse(reader.GetString()!, CultureInfo.InvariantCulture);
                _millis.Enqueue(Stopwatch.GetElapsedTime(sent, now).TotalMilliseconds);
                return;
            }
        }
    }

    /// <summary>One line a latency in milliseconds, and forgets them.</summary>
    public string Take()
    {
        var lines = new List<string>();
        while (_millis.TryDequeue(out var millis))
        {
            lines.Add(millis.ToString("F4", CultureInfo.InvariantCulture));
        }

        return string.Join('\n', lines);
    }
}
