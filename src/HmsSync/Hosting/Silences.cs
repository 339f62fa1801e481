using HmsSync.Changes;
using HmsSync.Hosting.Control;
using HmsSync.Lanes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace HmsSync.Hosting;

/// <summary>Logs once when a partner falls silent, and once when it is told something again.</summary>
internal sealed partial class Silences(Engine engine)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly ILogger _log = engine.Loggers.CreateLogger("HmsSync.Lanes");
    private readonly HashSet<string> _silent = new(StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken stop)
    {
        var shortest = engine.Plan.Partners.Min(partner => partner.Silence);
        if (shortest is not { } silence)
        {
            return;
        }

        var every = silence / 4 < Longest ? silence / 4 : Longest;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                await Task.Delay(every, engine.Clock, stop);
                LookOnce();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop: who is silent then is found again after the restart.
        }
    }

    private void LookOnce()
    {
        try
        {
            var now = EventTime.From(engine.Clock.GetUtcNow());
            foreach (var partner in engine.Plan.Partners)
            {
                var lane = engine.LaneTo(partner.Name);
                var silent = lane is null ? null : engine.Store.Readers.Read(reader => Silence.Of(partner, lane, now, reader));
                Tell(partner.Name.Name, silent, lane);
            }
        }
        catch (SqliteException)
        {
            // A store that cannot be read says so in status; it is looked at again.
        }
    }

    private void Tell(string partner, TimeSpan? silent, Lane? lane)
    {
        if (silent is { } span && _silent.Add(partner))
        {
            LogSilent(partner, (long)span.TotalSeconds, lane!.View.Lag);
        }
        else if (silent is null && _silent.Remove(partner))
        {
            LogHeard(partner);
        }
    }

    [LoggerMessage(
        3010, LogLevel.Warning,
        "Nothing has gone out to {Partner} for {Seconds} s, though {Lag} deliveries are owed [silent]. Look: hms-sync status")]
    private partial void LogSilent(string partner, long seconds, long lag);

    [LoggerMessage(3011, LogLevel.Information, "{Partner} is told again.")]
    private partial void LogHeard(string partner);
}
