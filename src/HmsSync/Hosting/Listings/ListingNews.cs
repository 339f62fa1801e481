using HmsSync.Changes;
using HmsSync.Feeds.Polls;
using HmsSync.Journal;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting.Listings;

/// <summary>
/// What of a page is new: an item that says something else than the mirror. Until the mirror says the same, the store keeps a
/// digest of what was taken, so that each state is journaled once.
/// </summary>
internal sealed class ListingNews(KeptTable kept, Store store, EventJournal journal)
{
    private readonly List<NewEvent> _events = [];
    private readonly List<(RecordName Name, string Digest)> _taken = [];
    private readonly List<long> _settled = [];

    /// <param name="record">An item.</param>
    /// <param name="taking">What is taken.</param>
    /// <param name="isAsItWas">The link has not changed since the listing began: the item cannot be older than what is known.</param>
    /// <param name="sweep">The listing.</param>
    public void Look(ListedRecord record, Taking taking, bool isAsItWas, Sweep sweep)
    {
        var known = store.Readers.Read(r => r.Listings.Taken(kept.Lane, kept.Table, record.Event.Key));
        if (known is { } row)
        {
            sweep.Taken.Clear(row.Record);
        }

        if (!isAsItWas)
        {
            return; // the next listing tells
        }

        var same = IsSame(record);
        var digest = PolledItems.Digest(new PartnerRecord { Fields = record.Event.Fields });
        if (taking == Taking.News && (known is null ? !same : digest != known.Value.Digest))
        {
            _events.Add(record.Event);
            _taken.Add((new RecordName(kept.Table, record.Event.Key), digest));
        }
        else if (taking == Taking.Skipped && !same)
        {
            _taken.Add((new RecordName(kept.Table, record.Event.Key), digest));
        }
        else if (same && known is { } settled)
        {
            _settled.Add(settled.Record);
        }
    }

    /// <summary>Invariant 1: the page is journaled before anything of it counts as taken.</summary>
    public async Task CommitAsync()
    {
        if (_events.Count > 0)
        {
            await journal.AppendAsync([.. _events]);
        }

        if (_taken.Count + _settled.Count > 0)
        {
            await store.Writer.CommitAsync(new ListedWork(kept.Lane, [.. _taken], [.. _settled]));
        }

        _events.Clear();
        _taken.Clear();
        _settled.Clear();
    }

    /// <summary>As far as the item says something: a null there and nothing in the mirror is the same.</summary>
    private bool IsSame(ListedRecord record)
    {
        if (!record.Link.IsThere || record.Words.IsEmpty)
        {
            return false;
        }

        var fields = new JsonFields(record.Words.Span);
        while (fields.Next())
        {
            var known = JsonFields.Find(record.Link.Fields.Span, fields.Name);
            var same = known.IsEmpty ? fields.Value.SequenceEqual("null"u8)
                : fields.Value.SequenceEqual(known)
                    || kept.Records.Mapping.Equality.Same(FieldPath.TextOf(fields.Name), fields.Value, known);
            if (!same)
            {
                return false;
            }
        }

        return true;
    }
}
