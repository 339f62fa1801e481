namespace HmsSync.Lanes.Records;

/// <summary>
/// Records at a partner of which nobody knows whether a call of ours has changed them: what the partner shows of one may be our
/// own write, and must not be taken for its people's before that is settled (invariant 5). Of a record only one delivery can be
/// out, so that it is known again when that one is.
/// </summary>
internal sealed class UnknownCalls
{
    private readonly Lock _gate = new();
    private readonly HashSet<(int Lane, long Record)> _records = [];

    public void Mark(int lane, long record)
    {
        lock (_gate)
        {
            _records.Add((lane, record));
        }
    }

    public void Clear(int lane, long record)
    {
        lock (_gate)
        {
            _records.Remove((lane, record));
        }
    }

    /// <summary>Of any record at all.</summary>
    public bool Any(int lane)
    {
        lock (_gate)
        {
            return _records.Any(record => record.Lane == lane);
        }
    }

    public bool Contains(int lane, long record)
    {
        lock (_gate)
        {
            return _records.Contains((lane, record));
        }
    }
}
