using HmsSync.Changes;

namespace HmsSync.Hubs.Sqlite;

/// <summary>Collects the events of one page and how much they weigh.</summary>
internal sealed class FeedPageBuilder
{
    private readonly List<NewEvent> _events = [];

    public IReadOnlyList<NewEvent> Events => _events;

    public int Count => _events.Count;

    public long Bytes { get; private set; }

    /// <summary>Null: a row that is nobody's, passed over.</summary>
    public void Add(NewEvent? change)
    {
        if (change is not null)
        {
            _events.Add(change);
            Bytes += change.Fields.Length + change.Was.Length;
        }
    }

    /// <summary>An update that changed nothing is no event.</summary>
    public void AddUpdate(NewEvent update)
    {
        if (!update.Was.IsEmpty)
        {
            Add(update);
        }
    }
}
