namespace HmsSync.Views;

/// <summary>
/// One answer's way through a view, a page at a time: up to what was newest when it began, to its limit, or to a hole. There
/// is at most one gap, and it stands before the first event.
/// </summary>
internal sealed class ReplayReader(EventView view, ViewStart start, TopicFilter? topics, long limit, FrameForm form)
{
    private long _left = limit;
    private long _newest = start.After;
    private long? _until;
    private bool _hasMore;
    private bool _ended;

    /// <summary>What the asker will never see; null: nothing.</summary>
    public Gap? Gap { get; private set; } = start.Gap;

    /// <summary>It got up to here.</summary>
    public long Last { get; private set; } = start.After;

    /// <summary>Whether something was left behind <see cref="Last"/>.</summary>
    public bool HasMore => _hasMore || Last < _newest;

    /// <summary>Puts the next page into the buffer, which may be empty where a filter takes none of it.</summary>
    /// <returns>False: there is no next page.</returns>
    public bool Read(FrameBuffer into)
    {
        into.Clear();
        if (_ended)
        {
            return false;
        }

        var most = (int)Math.Min(_left, EventView.MostRows);
        var page = view.Read(Last, most, topics, form, into);
        if (page.Gap is { } gap)
        {
            if (_until is not null)
            {
                // A hole behind events: it is the next answer's gap.
                (_ended, _hasMore) = (true, true);
                into.Clear();
                return false;
            }

            Gap = new Gap(Gap?.From ?? gap.From, gap.To);
        }

        _until ??= page.Newest;
        (Last, _newest) = (page.Last, page.Newest);
        _left -= into.Frames.Count;
        _ended = _left == 0 || Last >= _until;
        return true;
    }
}
