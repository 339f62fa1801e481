using HmsSync.Changes;

namespace HmsSync.Feeds;

/// <summary>States that were read beside a feed, and what the feed is just about to tell: the feed wins (invariant 2).</summary>
internal static class UntoldStates
{
    /// <summary>Null: the feed is about to tell one that may not be left out; read it first.</summary>
    /// <param name="coming">What the feed is about to tell.</param>
    /// <param name="records">Whose states were read.</param>
    /// <param name="states">Their states.</param>
    /// <param name="leaveOutTold">Those that it tells may be left out.</param>
    public static IReadOnlyList<NewEvent>? Of(
        IEnumerable<NewEvent> coming, IReadOnlyList<RecordName> records, IReadOnlyList<NewEvent> states, bool leaveOutTold)
    {
        var told = coming.Select(NameOf).ToHashSet();
        return !records.Any(told.Contains) ? states
            : leaveOutTold ? [.. states.Where(e => !told.Contains(NameOf(e)))]
            : null;
    }

    private static RecordName NameOf(NewEvent e) => new(e.Topic, e.Key);
}
