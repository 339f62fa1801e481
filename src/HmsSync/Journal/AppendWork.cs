using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Routing;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Tables;

namespace HmsSync.Journal;

/// <summary>Journals events: drops repeats, numbers, routes, writes one owed row a lane, and moves the feed's position.</summary>
internal sealed class AppendWork(
    IReadOnlyList<NewEvent> events,
    FeedMove? move,
    IncomingId? incoming,
    AppendRules rules,
    EventTime now,
    Action<int, PartnerSeq>? owed,
    Action? appended)
    : StoreWork
{
    private readonly List<Appended> _results = [];
    private readonly Dictionary<int, PartnerSeq> _tails = [];
    private readonly List<Owing> _owings = [];

    public override int Rows => Math.Max(1, events.Count);

    /// <summary>One for each event, in order; to be read after the commit.</summary>
    public IReadOnlyList<Appended> Results => _results;

    public override void Apply(StoreTransaction transaction)
    {
        _results.Clear();
        _tails.Clear();
        if (incoming is null)
        {
            TakeAll(transaction);
        }
        else
        {
            TakeOnce(transaction, incoming);
        }

        if (move is not null)
        {
            // Invariant 1: the feed's position is saved with the events up to it, never ahead of them.
            transaction.Journal.MovePosition(move.Source, move.Position);
        }
    }

    public override void AfterCommit()
    {
        foreach (var (lane, tail) in _tails)
        {
            owed?.Invoke(lane, tail);
        }

        if (_results.Exists(result => result.Kind == AppendKind.New))
        {
            appended?.Invoke();
        }
    }

    private void TakeAll(StoreTransaction transaction)
    {
        foreach (var e in events)
        {
            _results.Add(Take(transaction, e));
        }
    }

    /// <summary>All of one message, or nothing of it.</summary>
    private void TakeOnce(StoreTransaction transaction, IncomingId id)
    {
        var source = transaction.Names.Participant(id.Source.Name);
        if (transaction.Dedupe.Find(source, id.Whole, id.Body.Span) is { } known)
        {
            var kind = known.SameBody ? AppendKind.Repeated : AppendKind.IdTaken;
            _results.AddRange(Enumerable.Repeat(new Appended(known.Seq, kind), Math.Max(1, events.Count)));
            return;
        }

        TakeAll(transaction);
        var first = _results.Find(r => r.Kind == AppendKind.New).Seq;
        transaction.Dedupe.Add(now, source, id.Whole, id.Body.Span, first);
    }

    private Appended Take(StoreTransaction transaction, NewEvent e)
    {
        var source = transaction.Names.Participant(e.Source.Name);
        if (e.Version is not null && !IsNewer(transaction, e, source, e.Version))
        {
            return new Appended(default, AppendKind.Stale);
        }

        var ownId = incoming is null ? e.Id : null;
        if (ownId is not null && transaction.Dedupe.Find(source, ownId, e.Fields.Span) is { } known)
        {
            return new Appended(known.Seq, known.SameBody ? AppendKind.Repeated : AppendKind.IdTaken);
        }

        var seq = Append(transaction, e, source);
        if (ownId is not null)
        {
            transaction.Dedupe.Add(now, source, ownId, e.Fields.Span, seq);
        }

        if (e.Source.IsHub && !e.Snapshot && e.Op is ChangeOp.Insert or ChangeOp.Update
            && rules.Raises.TryGetValue(e.Topic, out var topic))
        {
            // In the same commit and with the record's key: both in order of the record.
            Append(transaction, e with { Topic = topic, Op = ChangeOp.Event, Was = default }, source);
        }

        return new Appended(seq, AppendKind.New);
    }

    /// <summary>What we wrote for a partner was made when the partner made it, whatever the row's own stamp says.</summary>
    private EventTime Stamp(StoreTransaction transaction, NewEvent e, EventTime time)
        => e.Origin is { PartnerSeq.Value: > 0 } tag && tag.Lane != rules.ChecksLane
            && transaction.Journal.At(tag.Cause) is { Micros: > 0 } made ? made
            : e.At.Micros > 0 ? e.At
            : time;

    /// <summary>Keeps who claims what; what has come to claim something is owed to the lane that checks.</summary>
    private void Claim(StoreTransaction transaction, IReadOnlyList<ClaimPlan> claims, ClaimedEvent claimed)
    {
        // What a delivery of ours made of its record was judged when it was applied.
        var isJudged = transaction.Journal.IsDeliverysOwn || claimed.Event.Origin?.Lane == rules.ChecksLane;
        if (transaction.Claimed.Take(claims, claimed) && !isJudged)
        {
            _owings.Add(new Owing(rules.ChecksLane, claimed.Event.Op));
        }
    }

    private static bool IsNewer(StoreTransaction transaction, NewEvent e, long source, string version)
    {
        var record = transaction.Records.Id(transaction.Names.Topic(e.Topic), e.Key);
        if (transaction.Versions.Last(source, record) is { } last && !VersionOrder.IsNewer(version, last))
        {
            return false;
        }

        transaction.Versions.Put(source, record, version);
        return true;
    }

    /// <summary>
    /// The record's number. What the hub feed shows is remembered, for the day on which changes were missed: a record that it has
    /// shown before and that is read again is no new one.
    /// </summary>
    private static (long Record, NewEvent Event) Numbered(StoreTransaction transaction, long topic, NewEvent e)
    {
        var isNew = e.Op == ChangeOp.Insert;
        if (!e.Source.IsHub || e.Op == ChangeOp.Event)
        {
            return (transaction.Records.Id(topic, e.Key, isLikelyNew: isNew), e);
        }

        var (record, isKnown) = transaction.Records.Show(topic, e.Key, e.Op != ChangeOp.Delete, isLikelyNew: isNew);
        return (record, isKnown && isNew && e.Snapshot ? e with { Op = ChangeOp.Update } : e);
    }

    private Seq Append(StoreTransaction transaction, NewEvent e, long source)
    {
        var topic = transaction.Names.Topic(e.Topic);
        (var record, e) = Numbered(transaction, topic, e);
        var time = transaction.Journal.TimeAt(now);
        var seq = transaction.Journal.Append(new JournalRow(e, time, source, topic, record));
        if (e.Trace is not null)
        {
            transaction.Traces.Put(seq, e.Trace);
        }

        if (e.Origin is { PartnerSeq.Value: > 0 } tag && rules.Links.TryGetValue(tag.Lane, out var mirrorLane))
        {
            transaction.Mirror.Passed(mirrorLane, record, tag.PartnerSeq, seq);
        }

        if (e.OnlyLane is { } lane)
        {
            // It was lapsed until this commit, and is owed from it on.
            var op = rules.Routes.Newest(lane, e, e.HasNoPast ? new RecordMatches(transaction.Matched, record) : null);
            _tails[lane] = transaction.Owed.Append(lane, seq, op, record);
            transaction.Lapsed.Remove(lane, record);
            transaction.Meetings.Told(lane, record);
            return seq;
        }

        if (e.Source.IsHub && e.Op != ChangeOp.Event && rules.Cards.Contains(e.Topic))
        {
            Card.Stamp(transaction.Cards, record, e, seq, Stamp(transaction, e, time));
        }

        _owings.Clear();
        rules.Routes.Decide(e, _owings, e.HasNoPast ? new RecordMatches(transaction.Matched, record) : null);
        if (e.Source.IsHub && e.Op != ChangeOp.Event && rules.Claims.TryGetValue(e.Topic, out var claims))
        {
            Claim(transaction, claims, new ClaimedEvent(e, seq, record, source, Stamp(transaction, e, time)));
        }

        foreach (var owing in _owings)
        {
            if (e.Snapshot && e.Source.IsHub && rules.Leaves(owing.Lane, e.Topic) && !transaction.Mirror.Has(owing.Lane, record))
            {
                continue; // when the two have met it is told of what it has too, and where it has nothing of everything
            }

            _tails[owing.Lane] = transaction.Owed.Append(owing.Lane, seq, owing.Op, record);
        }

        return seq;
    }
}
