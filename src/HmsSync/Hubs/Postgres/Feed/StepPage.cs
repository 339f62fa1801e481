using HmsSync.Changes;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>One page as it fills with steps: the events, and the position behind them.</summary>
internal sealed class StepPage(PgPosition position, int most)
{
    /// <summary>Invariant 11: a page ends with the event that passes it.</summary>
    private const long MostBytes = 8L << 20;

    private readonly List<NewEvent> _events = [];
    private long _bytes;

    public PgPosition Position { get; private set; } = position;

    public IReadOnlyList<NewEvent> Events => _events;

    /// <summary>So many events more.</summary>
    public int Room => most - _events.Count;

    /// <summary>So many bytes more.</summary>
    public long RoomBytes => MostBytes - _bytes;

    public void Add(FeedStep step)
    {
        switch (step.Kind)
        {
            case StepKind.Row:
                Reach(step);
                Add(step.First);
                Add(step.Second);
                break;
            case StepKind.Hold:
                Reach(step);
                Hold(step.Text!);
                break;
            case StepKind.End:
                Position = Position with { Lsn = step.Lsn, Open = 0, Ordinal = 0 };
                break;
            case StepKind.Mark:
                break;
        }
    }

    private void Reach(FeedStep step)
    {
        if (step.Ordinal > 0)
        {
            Position = Position with { Open = step.Lsn, Ordinal = step.Ordinal };
        }
    }

    private void Add(NewEvent? change)
    {
        if (change is not null && !Position.Held.Any(h => h.Table == change.Topic))
        {
            _events.Add(change);
            _bytes += change.Fields.Length + change.Was.Length;
        }
    }

    private void Hold(string lines)
    {
        foreach (var held in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(HeldTable.Parse))
        {
            if (!Position.Held.Any(h => h.Table == held.Table))
            {
                Position = Position with
                {
                    Held = [.. Position.Held, held],
                    Snapshot = [.. Position.Snapshot.Where(t => t != held.Table)],
                    Cursor = Position.Snapshot is [var first, ..] && first == held.Table ? [] : Position.Cursor,
                };
            }
        }
    }
}
