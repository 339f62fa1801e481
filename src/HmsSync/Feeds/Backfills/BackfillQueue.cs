using HmsSync.Seams;

namespace HmsSync.Feeds.Backfills;

/// <summary>The backfills that have not ended. One loop changes it, anybody reads it.</summary>
internal sealed class BackfillQueue(IReadOnlyList<BackfillRow> stored)
{
    private volatile IReadOnlyList<BackfillRow> _rows = stored;

    /// <summary>Rings when a table has been read anew after changes were missed.</summary>
    public AsyncSignal ReadAnew { get; } = new();

    /// <summary>In the order in which they are tried.</summary>
    public IReadOnlyList<BackfillRow> Rows => _rows;

    /// <summary>As they are to be stored: one for each table and lane, from its beginning.</summary>
    public IReadOnlyList<BackfillRow> Merge(IEnumerable<BackfillRow> asked)
        => [.. asked.Select(a => _rows.FirstOrDefault(r => r.IsSame(a))?.Again(a) ?? a)];

    /// <summary>They were stored.</summary>
    public void Add(IReadOnlyList<BackfillRow> rows)
        => _rows = [.. _rows.Where(r => !rows.Any(r.IsSame)), .. rows];

    /// <summary>A page of it was stored; it stays in front.</summary>
    public void Went(BackfillRow row, bool isLast)
    {
        _rows = isLast ? [.. _rows.Where(r => !r.IsSame(row))] : [.. _rows.Select(r => r.IsSame(row) ? row : r)];
        if (isLast && row.FindsGone)
        {
            ReadAnew.Set();
        }
    }

    /// <summary>It does not go on just now: the next one is tried first.</summary>
    public void Defer(BackfillRow row)
        => _rows = [.. _rows.Where(r => !r.IsSame(row)), .. _rows.Where(r => r.IsSame(row))];
}
