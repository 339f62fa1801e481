using System.IO.Enumeration;
using System.Text.Json.Serialization;
using HmsSync.Changes;
using HmsSync.Stores.Sqlite;
using HmsSync.Views;

namespace HmsSync.Hosting.Control;

/// <summary>The journal as the operator may see it.</summary>
internal sealed class EventList(StoreReaders readers, HubWords words)
{
    public List<EventRow> Read(EventQuery query)
    {
        var events = readers.Read(reader =>
        {
            var start = query.Since is { } since ? reader.Events.LastBefore(EventTime.From(since)) : default;
            var after = new Seq(Math.Max(start.Value, query.After));
            return query.Topic is null
                ? reader.Events.After(after, query.Limit)
                : reader.Events.After(after, query.Limit, reader.Events.Topics().Where(t => Matches(query.Topic, t)));
        });
        return [.. events.Select(Row)];
    }

    private static bool Matches(string pattern, string topic)
        => FileSystemName.MatchesSimpleExpression(pattern, topic, ignoreCase: false);

    private EventRow Row(JournaledEvent e)
    {
        var shown = WayOut.Show(e, words);
        return new EventRow(
            e.Seq.Value,
            e.Time.ToString(),
            e.Source.Name,
            e.Topic,
            Words.Of(e.Op),
            e.Key.IsNone ? RawJson.Null : Words.Json(e.Key),
            shown.Data,
            shown.Fault.IsFault ? $"{shown.Fault.Code}: {shown.Fault.Field}" : null);
    }
}

/// <param name="Since">Events from this time on; null: from the oldest.</param>
/// <param name="Topic">Topic or table; <c>*</c> stands for any characters. Null: all.</param>
/// <param name="After">Events after this number.</param>
/// <param name="Limit">At most this many.</param>
internal sealed record EventQuery(DateTimeOffset? Since, string? Topic, long After, int Limit);

/// <param name="Seq">Its number in the journal.</param>
/// <param name="Time">When the journal took it.</param>
/// <param name="Source">Who said it.</param>
/// <param name="Topic">Topic or table.</param>
/// <param name="Op">What happened.</param>
/// <param name="Key">The record's key as an object, an event's as text; null: none.</param>
/// <param name="Data">In hub words, as far as the operator may see it.</param>
/// <param name="Why">Why there is no data; null: there is.</param>
internal sealed record EventRow(
    long Seq,
    string Time,
    string Source,
    string Topic,
    string Op,
    RawJson Key,
    RawJson Data,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Why);
