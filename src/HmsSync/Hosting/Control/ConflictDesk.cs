using HmsSync.Changes;
using HmsSync.Resolve;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Hosting.Control;

/// <summary>
/// Where a person decides about conflicts: whose value stands, or that the loser's comes back. An answer is journaled as an event
/// that the lane to the hub is owed, in the commit that answers the row: it comes in its place among all that is said of the
/// record, and a crash does not lose it.
/// </summary>
internal sealed class ConflictDesk(Engine engine)
{
    public const string Open = "open";
    public const string Decided = "decided";
    public const string Resolved = "resolved";
    public const string Reverted = "reverted";

    /// <param name="id">Of a row that is open or decided.</param>
    /// <param name="winner">Whose value stands: the hub's, or the partner's whose link it is.</param>
    /// <param name="by">Who says so.</param>
    /// <exception cref="StoreUnavailableException">Nothing was done.</exception>
    public Task<ConflictEnd> ResolveAsync(long id, Participant winner, string by) => AnswerAsync(id, Resolved, row =>
    {
        if (row.Rule == FieldConflict.FirstRule)
        {
            return UnclearAnswers.Of(engine, row, PartnerOf(row), winner, by);
        }

        if (!winner.IsHub && winner != PartnerOf(row))
        {
            return Refused(ConflictEnd.Bad(
                "bad_winner", $"The winner of this conflict can be {Participant.Hub} or {PartnerOf(row)}.", "winner"));
        }

        return Choose(row, winner, Resolved, $"{by} decided: {winner}'s stands.");
    });

    /// <param name="id">Of a row that is open or decided.</param>
    /// <param name="value">The value that both sides get, JSON.</param>
    /// <param name="by">Who says so.</param>
    /// <exception cref="StoreUnavailableException">Nothing was done.</exception>
    public Task<ConflictEnd> ResolveAsync(long id, ReadOnlyMemory<byte> value, string by) => AnswerAsync(id, Resolved, row =>
    {
        if (row.Field == FieldConflict.WholeRecord)
        {
            return Refused(ConflictEnd.Bad("whole_record", "This conflict is about a whole record: name a winner.", "value"));
        }

        if (!ConflictEffects.Fits(row, value))
        {
            return Refused(ConflictEnd.Bad("bad_value", $"Field {row.Field} holds another type of value.", "value"));
        }

        var e = Event(row, AnswerName.OfPerson) with { Fields = ConflictEffects.OfPerson(row.Field, value) };
        return (new ConflictAnswer(
            [row.Id], row.State, Resolved, AnswerName.OfPerson, $"{by} decided: a value of their own stands.", e), null);
    });

    /// <summary>Puts the losing value back.</summary>
    /// <param name="id">Of a row that is decided or resolved.</param>
    /// <param name="by">Who says so.</param>
    /// <exception cref="StoreUnavailableException">Nothing was done.</exception>
    public Task<ConflictEnd> RevertAsync(long id, string by) => AnswerAsync(id, Reverted, row =>
    {
        if (row.Winner.Length == 0 || row.Rule == FieldConflict.FirstRule)
        {
            return Refused(ConflictEnd.Conflict("nobody_lost", "Nothing was lost by it, so there is nothing to put back."));
        }

        // Of a claim among the application's own records the hub's value is the one that lost, whoever has won.
        var loser = row.Winner == Participant.Hub.Name && !PartnerOf(row).IsHub ? PartnerOf(row) : Participant.Hub;
        return row.Field != FieldConflict.WholeRecord && ConflictEffects.ValueOf(row, loser).IsEmpty
            ? Refused(ConflictEnd.Conflict("no_value", "The side that lost had no value there."))
            : Choose(row, loser, Reverted, $"{by} put back what {loser} had.");
    });

    /// <summary>Nobody has decided within the hold of the rule.</summary>
    /// <exception cref="StoreUnavailableException">Nothing was done.</exception>
    public Task<ConflictEnd> DecideAsync(long id, Participant winner, string why)
        => AnswerAsync(id, Decided, row => Choose(row, winner, Decided, why));

    private async Task<ConflictEnd> AnswerAsync(
        long id, string to, Func<ConflictRow, (ConflictAnswer? Answer, ConflictEnd? Refusal)> make)
    {
        if (engine.Store.Readers.Read(reader => reader.Reports.Conflict(id)) is not { } row)
        {
            return ConflictEnd.NotFound;
        }

        if (Refusal(row, to) is { } refusal)
        {
            return refusal;
        }

        var (answer, refused) = make(row);
        return refused
            ?? (await engine.Journal.AnswerAsync(answer!) ? ConflictEnd.Taken : ConflictEnd.Conflict(
                "answered_meanwhile", "Somebody else has answered this conflict just now; look at it again."));
    }

    private ConflictEnd? Refusal(ConflictRow row, string to) => (row.State, to) switch
    {
        (Reverted, _) => ConflictEnd.Conflict("already_reverted", "What lost was put back already."),
        (Resolved, not Reverted) => ConflictEnd.Conflict(
            "already_resolved", "Somebody has decided already; `hms-sync conflicts revert ID` puts back what lost."),
        (Open, Reverted) => ConflictEnd.Conflict(
            "still_open", "Nobody has decided yet, so nothing was lost; `hms-sync conflicts resolve ID` decides."),
        _ => engine.Lanes.Any(lane => lane.Plan.Id == row.Lane) ? null : ConflictEnd.Conflict(
            "no_partner", "Its partner is not configured any more, or may not change the hub."),
    };

    private (ConflictAnswer? Answer, ConflictEnd? Refusal) Choose(ConflictRow row, Participant winner, string to, string why)
    {
        // Of a claim among the application's own records both sides are the hub: what is chosen is what had lost.
        var rows = PartnerOf(row).IsHub ? Together(row).ConvertAll(r => r with { Winner = "" }) : Together(row);
        var (op, fields) = ConflictEffects.Of(rows, winner);
        var e = Event(row, winner.Name) with { Op = op, Fields = fields };
        return (new ConflictAnswer([.. rows.Select(r => r.Id)], row.State, to, winner.Name, why, e), null);
    }

    /// <summary>Fields that a rule decides as one are answered as one.</summary>
    private List<ConflictRow> Together(ConflictRow row)
        => engine.Store.Readers.Read(reader =>
        {
            var (table, _) = reader.Reports.Record(row.Record);
            var plan = engine.Plan.Conflicts.TryGetValue(table, out var rules) ? MergePlan.Of(rules) : MergePlan.Default;
            var group = plan.RuleOf(row.Field).Fields;
            var others = reader.Reports.ConflictsOf(row.Lane, row.Seq)
                .Where(r => r.Id != row.Id && r.Record == row.Record)
                .Where(r => r.State == row.State && r.Winner == row.Winner && group.Contains(r.Field));
            return (List<ConflictRow>)[row, .. others];
        });

    private NewEvent Event(ConflictRow row, string winner)
    {
        var (table, key) = engine.Store.Readers.Read(reader => reader.Reports.Record(row.Record));
        return new()
        {
            Source = PartnerOf(row),
            Topic = table,
            Op = ChangeOp.Update,
            Key = key,
            Via = new AnswerName(row.Id, winner).Via,
            OnlyLane = PartnerOf(row).IsHub ? row.Lane : null,
            Snapshot = PartnerOf(row).IsHub,
            Fields = default,
            At = EventTime.From(engine.Clock.GetUtcNow()),
        };
    }

    private Participant PartnerOf(ConflictRow row)
        => LaneNames.PartnerOf(engine.Store.Readers.Read(reader => reader.Reports.LaneName(row.Lane)));

    private static (ConflictAnswer? Answer, ConflictEnd? Refusal) Refused(ConflictEnd end) => (null, end);
}
