namespace HmsSync.Hosting.Listings;

/// <summary>
/// Invariant 11: which records of a table are linked, and how, in 2 bytes for each number of a record, so that a listing of
/// millions can be held against them. Two revisions that are 65,535 apart look the same.
/// </summary>
internal sealed class LinkMarks
{
    private const int PerChunk = 4_096;

    private readonly Dictionary<long, ushort[]> _chunks = [];

    /// <param name="record">The store's number of it.</param>
    /// <param name="revision">Of its link.</param>
    public void Mark(long record, int revision)
    {
        if (!_chunks.TryGetValue(record / PerChunk, out var chunk))
        {
            _chunks.Add(record / PerChunk, chunk = new ushort[PerChunk]);
        }

        chunk[record % PerChunk] = Code(revision);
    }

    /// <summary>It has no mark any more.</summary>
    public void Clear(long record)
    {
        if (_chunks.TryGetValue(record / PerChunk, out var chunk))
        {
            chunk[record % PerChunk] = 0;
        }
    }

    public bool IsMarked(long record) => Of(record) != 0;

    /// <summary>It is marked, and its link is as it was then.</summary>
    public bool IsMarked(long record, int revision) => Of(record) == Code(revision);

    private ushort Of(long record)
        => _chunks.TryGetValue(record / PerChunk, out var chunk) ? chunk[record % PerChunk] : default;

    private static ushort Code(int revision) => (ushort)((revision % ushort.MaxValue) + 1);
}
