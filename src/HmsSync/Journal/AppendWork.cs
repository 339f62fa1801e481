using HmsSync.Changes;
using HmsSync.Routing;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Tables;

namespace HmsSync.Journal;

/// <summary>Journals events: drops repeats, numbers, routes, writes one owed row a lane, and moves the feed's position.</summary>
internal sealed class AppendWork(
    IReadOnlyList<NewEvent> events, FeedMove? move, AppendRules rules, EventTime now, Action<int, PartnerSeq>? owed)
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
        foreach (var e in events)
        {
            _results.Add(Take(transaction, e));
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
    }

    private Appended Take(StoreTransaction transaction, NewEvent e)
    {
        var source = transaction.Names.Participant(e.Source.Name);
        if (e.Id is not null && transaction.Dedupe.Find(source, e.Id, e.Fields.Span) is { } known)
        {
            return new Appended(known.Seq, known.SameBody ? AppendKind.Repeated : AppendKind.IdTaken);
        }

        var seq = Append(transaction, e, source);
        if (e.Id is not null)
        {
            transaction.Dedupe.Add(now, source, e.Id, e.Fields.Span, seq);
        }

        if (e.Source.IsHub && !e.Snapshot && e.Op is ChangeOp.Insert or ChangeOp.Update
            && rules.Raises.TryGetValue(e.Topic, out var topic))
        {
            // In the same commit and with the record's key: both in order of the record.
            Append(transaction, e with { Topic = topic, Op = ChangeOp.Event, Was = default }, source);
        }

        return new Appended(seq, AppendKind.New);
    }

    private Seq Append(StoreTransaction transaction, NewEvent e, long source)
    {
        var topic = transaction.Names.Topic(e.Topic);
        var record = transaction.Records.Id(topic, e.Key);
        var time = transaction.Journal.TimeAt(now);
        var seq = transaction.Journal.Append(new JournalRow(e, time, source, topic, record));
        if (e.Source.IsHub && e.Op != ChangeOp.Event && rules.Cards.Contains(e.Topic))
        {
            Card.Stamp(transaction.Cards, record, e, e.At.Micros > 0 ? e.At : time);
        }

        _owings.Clear();
        rules.Routes.Decide(e, _owings);
        foreach (var owing in _owings)
        {
            _tails[owing.Lane] = transaction.Owed.Append(owing.Lane, seq, owing.Op, record);
        }

        return seq;
    }
}
