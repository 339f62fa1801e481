namespace HmsSync.Cli.Demo;

/// <summary>The last calls, as the partners' own screens show them. Safe for several threads.</summary>
internal sealed class CallLog(TimeProvider clock)
{
    /// <summary>Invariant 11: older lines are forgotten.</summary>
    private const int Most = 1_000;

    private readonly Lock _lock = new();
    private readonly Queue<PartnerLine> _lines = [];

    public void Add(string partner, string text)
    {
        lock (_lock)
        {
            _lines.Enqueue(new PartnerLine(clock.GetUtcNow(), partner, text));
            if (_lines.Count > Most)
            {
                _lines.Dequeue();
            }
        }
    }

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<PartnerLine> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }
}

/// <summary>One line of a partner's own screen.</summary>
internal sealed record PartnerLine(DateTimeOffset At, string Partner, string Text);
