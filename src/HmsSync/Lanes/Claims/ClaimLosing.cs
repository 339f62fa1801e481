using System.Buffers;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hubs;
using HmsSync.Resolve;
using HmsSync.Resolve.Claims;

namespace HmsSync.Lanes.Claims;

/// <summary>What becomes of a record that loses its place, and the rows in which it stands (invariant 6). Pure.</summary>
internal static class ClaimLosing
{
    /// <summary>A partner's change comes too late: new, it is written as one that claims nothing; a move stays where it was.</summary>
    public static ClaimedWrite Lose(ClaimPlan claim, ClaimCase wanted, Claimant winner)
    {
        var isMove = wanted.Current is { } now && claim.IsClaimedBy(now.Span);
        if (!isMove && claim.Unless.Count == 0 && wanted.Current is null)
        {
            var whole = Row(claim, FieldConflict.WholeRecord, default, wanted.Write.Fields, wanted.Since, winner);
            return new ClaimedWrite(HubWrite.Nothing, [whole]) { IsLost = true };
        }

        ReadOnlyMemory<byte> instead = isMove || claim.Unless.Count == 0
            ? JsonOverlay.Pick(wanted.Current!.Value.Span, claim.Columns.Contains)
            : GivingUp(claim, winner);
        var conflicts = Replaced(
            instead, wanted.After, (field, lost, stands) => Row(claim, field, stands, lost, wanted.Since, winner));
        return new ClaimedWrite(Less(wanted, ClaimCase.Over(wanted.Write.Fields, instead)), conflicts) { IsLost = true };
    }

    /// <summary>A person must decide about a partner's change: a new record stays out, of another what it claims stays as it is.</summary>
    public static ClaimedWrite Leave(ClaimPlan claim, ClaimCase wanted, Claimant winner)
    {
        if (wanted.Current is not { } now)
        {
            var whole = Row(claim, FieldConflict.WholeRecord, default, wanted.Write.Fields, wanted.Since, winner);
            return new ClaimedWrite(HubWrite.Nothing, [whole with { Winner = null }]) { Held = [FieldConflict.WholeRecord] };
        }

        var kept = JsonOverlay.Pick(now.Span, claim.Columns.Contains);
        var held = new List<FieldConflict>();
        foreach (var column in claim.Columns)
        {
            var (ours, theirs) = (JsonFields.Find(now.Span, column).ToArray(), JsonFields.Find(wanted.After.Span, column).ToArray());
            if (!ours.AsSpan().SequenceEqual(theirs))
            {
                held.Add(Row(claim, column, ours, theirs, wanted.Since, winner) with { Winner = null });
            }
        }

        return new ClaimedWrite(Less(wanted, ClaimCase.Over(wanted.Write.Fields, kept)), held) { Held = [.. held.Select(h => h.Field)] };
    }

    /// <summary>A record of the hub changes so that it leaves the place.</summary>
    public static (OtherWrite Write, IReadOnlyList<FieldConflict> Rows) Change(
        ClaimPlan claim, Leaving leaving, ReadOnlyMemory<byte> instead)
    {
        var rows = Replaced(
            instead, leaving.Who.Fields, (field, lost, stands) => Lost(claim, leaving, field, lost, stands));
        return (new OtherWrite(leaving.Who.Key, HubWriteKind.Update, instead), rows);
    }

    /// <summary>A record of the hub that is deleted.</summary>
    public static FieldConflict Gone(ClaimPlan claim, Leaving leaving)
        => Lost(claim, leaving, FieldConflict.WholeRecord, leaving.Who.Fields, default);

    /// <summary>Both stand until a person decides.</summary>
    public static IReadOnlyList<FieldConflict> Open(ClaimPlan claim, Claimant who, Claimant winner)
    {
        var value = JsonFields.Find(who.Fields.Span, claim.Where[0]).ToArray();
        var row = Lost(claim, new Leaving(who, winner, winner.Source), claim.Where[0], value, default);
        return [row with { Winner = null, Of = who.Key }];
    }

    /// <summary>Both came while nobody judged: a person looks.</summary>
    /// <param name="claim">By which they overlap.</param>
    /// <param name="who">The one that stands in the row.</param>
    /// <param name="other">The one beside it.</param>
    /// <param name="isMissed">Changes of the hub were missed; false: the claim is new.</param>
    public static FieldConflict Overlapping(ClaimPlan claim, Claimant who, Claimant other, bool isMissed)
    {
        var when = isMissed ? "changes of the hub were missed" : "both stood before the claim was kept";
        return Open(claim, who, other)[0] with
        {
            Rule = claim.Name,
            Of = RecordKey.None,
            Why = $"'{claim.Name}': {Name(who)} wants the same as {Name(other)}; {when}, and nobody is judged.",
        };
    }

    /// <summary>The fields that make a record claim nothing, and tell it why.</summary>
    public static ReadOnlyMemory<byte> GivingUp(ClaimPlan claim, Claimant winner)
    {
        var fields = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(fields))
        {
            writer.WriteStartObject();
            foreach (var unless in claim.Unless)
            {
                writer.WritePropertyName(unless.Field);
                writer.WriteRawValue(unless.Json.Span, skipInputValidation: true);
            }

            if (claim.Tell is { } tell)
            {
                writer.WriteString(tell.Field, tell.Text
                    .Replace("{winner.at}", new EventTime(winner.Since.To).ToString(), StringComparison.Ordinal)
                    .Replace("{winner.source}", winner.Source.Name, StringComparison.Ordinal));
            }

            writer.WriteEndObject();
        }

        return fields.WrittenMemory;
    }

    /// <summary>A row for each value that is replaced by another; nobody loses what was null.</summary>
    private static List<FieldConflict> Replaced(
        ReadOnlyMemory<byte> instead, ReadOnlyMemory<byte> stood, Func<string, byte[], byte[], FieldConflict> row)
    {
        var rows = new List<FieldConflict>();
        var fields = new JsonFields(instead.Span);
        while (fields.Next())
        {
            var lost = JsonFields.Find(stood.Span, fields.Name);
            if (!lost.IsEmpty && !lost.SequenceEqual(fields.Value) && !lost.SequenceEqual("null"u8))
            {
                rows.Add(row(fields.Name, lost.ToArray(), fields.Value.ToArray()));
            }
        }

        return rows;
    }

    /// <summary>Without what stands there already.</summary>
    private static HubWrite Less(ClaimCase wanted, ReadOnlyMemory<byte> fields)
    {
        if (wanted.Current is not { } now)
        {
            return wanted.Write with { Fields = fields };
        }

        var changed = JsonOverlay.Pick(fields.Span, field => !HeldFields.Same(
            JsonFields.Find(now.Span, field), JsonFields.Find(fields.Span, field)));
        return changed.Length <= 2 ? HubWrite.Nothing : wanted.Write with { Fields = changed };
    }

    /// <summary>The hub's stands, the partner's lost.</summary>
    private static FieldConflict Row(
        ClaimPlan claim, string field, ReadOnlyMemory<byte> stands, ReadOnlyMemory<byte> lost, Stamp since, Claimant winner)
        => new(field, Word(claim), Participant.Hub, stands, lost, default, winner.Since, since, Why(claim, winner)) { Claim = claim.Name };

    /// <summary>What the hub had lost.</summary>
    private static FieldConflict Lost(
        ClaimPlan claim, Leaving leaving, string field, ReadOnlyMemory<byte> lost, ReadOnlyMemory<byte> stands)
        => new(
            field, Word(claim), leaving.By, lost, stands, default, leaving.Who.Since, leaving.Winner.Since,
            Why(claim, leaving.Winner))
        {
            Claim = claim.Name,
        };

    private static string Word(ClaimPlan claim) => WinnerWords.Of(claim.Winner);

    private static string Why(ClaimPlan claim, Claimant winner)
        => winner.IsOld
            ? $"'{claim.Name}': {Name(winner)} had the place before the claim was kept."
            : $"'{claim.Name}': {Name(winner)} has the place, {winner.Since}, via {winner.Source}.";

    private static string Name(Claimant winner) => winner.Key.IsNone ? "a new record" : winner.Key.Json;
}
