using System.Text.Json;

namespace HmsSync.Cli.Demo;

/// <summary>How many deliveries of each lane ended within the last seconds, read from the audit as it grows.</summary>
internal sealed class LaneRates(EngineScreen engine, TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly Queue<(DateTimeOffset At, string Lane)> _ended = [];
    private readonly Dictionary<string, string> _last = [];
    private long _row;

    public async Task ReadAsync(CancellationToken stop)
    {
        foreach (var row in await engine.AuditAsync(_row, stop))
        {
            _row = row.GetProperty("row").GetInt64();
            var lane = LaneOf(row);
            _last[lane] = row.GetProperty("outcome").GetString()!;
            _ended.Enqueue((clock.GetUtcNow(), lane));
        }

        while (_ended.TryPeek(out var oldest) && clock.GetUtcNow() - oldest.At > Window)
        {
            _ended.Dequeue();
        }
    }

    /// <summary>Deliveries a second.</summary>
    public double Of(string lane) => _ended.Count(e => e.Lane == lane) / Window.TotalSeconds;

    /// <summary>What the last one ended as; empty: none yet.</summary>
    public string LastOf(string lane) => _last.GetValueOrDefault(lane, "");

    private static string LaneOf(JsonElement row)
    {
        var (participant, partner) = (row.GetProperty("participant").GetString()!, row.GetProperty("partner").GetString()!);
        return participant == partner ? partner : $"{participant}/{partner}";
    }
}
