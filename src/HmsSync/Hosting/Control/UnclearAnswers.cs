using System.Text;
using HmsSync.Changes;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Hosting.Control;

/// <summary>
/// What follows when a person says of a record, which could be several of the other side's, that it is one of its own: the other
/// side gets it. That it is one of the others nobody can say here; make them tell which, and let the two meet again.
/// </summary>
internal static class UnclearAnswers
{
    /// <param name="engine">Where it stands.</param>
    /// <param name="row">The conflict.</param>
    /// <param name="partner">Whose link it is.</param>
    /// <param name="winner">Must be who has the record.</param>
    /// <param name="by">Who says so.</param>
    public static (ConflictAnswer? Answer, ConflictEnd? Refusal) Of(
        Engine engine, ConflictRow row, Participant partner, Participant winner, string by)
    {
        var owner = row.PartnerValue.IsEmpty ? Participant.Hub : partner;
        var (table, key) = engine.Store.Readers.Read(reader => reader.Reports.Record(row.Record));
        if (winner != owner)
        {
            return (null, ConflictEnd.Bad(
                "bad_winner",
                $"Only {owner} has this record: --winner {owner} makes it one of its own on the other side. If it is one of the others, "
                    + $"make them tell which and run {MeetingStatus.LinkCommand(partner.Name, table)} again.",
                "winner"));
        }

        var e = new NewEvent
        {
            Source = partner,
            Topic = table,
            Op = ChangeOp.Update,
            Key = key,
            Via = new AnswerName(row.Id, winner.Name).Via,
            Fields = "{}"u8.ToArray(),
            At = EventTime.From(engine.Clock.GetUtcNow()),
        };
        if (!owner.IsHub)
        {
            // It comes once more as the partner said it; where its records can be read the key is enough.
            var records = engine.Plan.Partners.First(p => p.Name == partner).Records.GetValueOrDefault(table);
            var said = engine.Store.Readers.Read(reader => reader.Events.One(row.Seq));
            if (records is null || (said is null && !records.CanRead))
            {
                return (null, ConflictEnd.Conflict(
                    "event_gone", $"What {partner} said is not kept any more; have it send the record again."));
            }

            e = e with { Via = records.Via, Fields = said?.Fields ?? Encoding.UTF8.GetBytes("{}") };
        }

        return (new ConflictAnswer(
            [row.Id], row.State, ConflictDesk.Resolved, winner.Name, $"{by} decided: it is a record of its own.", e), null);
    }
}
