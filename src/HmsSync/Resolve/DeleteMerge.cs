using System.Buffers;
using HmsSync.Changes;
using HmsSync.Configuration;

namespace HmsSync.Resolve;

/// <summary>
/// Delete against update, by the rule <c>deletes</c>. A delete of what the other side did not change is no conflict. One
/// conflict stands for the whole record and keeps it (invariant 6). Pure.
/// </summary>
internal static class DeleteMerge
{
    public static DeleteResult Merge(DeleteInput input)
        => input switch
        {
            { Theirs.IsEmpty: true, Ours.IsEmpty: true } => DeleteResult.Nothing,
            // Invariant 6: what the rule has decided is not decided again, nor noted twice, because the delete is told again.
            { Theirs.IsEmpty: true, WasGone: true, Held: false } => DeleteResult.Nothing,
            { Theirs.IsEmpty: true } => TheirsDeleted(input),
            { Ours.IsEmpty: true, Base.IsEmpty: true } => new DeleteResult(DeleteKind.Insert, input.Theirs, null, false),
            { Ours.IsEmpty: true } => OursDeleted(input),
            _ => throw new ArgumentException("Neither side deleted the record.", nameof(input)),
        };

    private static DeleteResult TheirsDeleted(DeleteInput input)
    {
        if (!input.Held && !Changed(input, input.Ours, told: true))
        {
            return new DeleteResult(DeleteKind.Delete, default, null, false);
        }

        return Rule(input) switch
        {
            DeleteRule.UpdateWins => Decided(
                input, DeleteKind.Nothing, Participant.Hub,
                $"{input.Partner} deleted it, {input.TheirStamp}, and the hub had changed it; updates win."),
            DeleteRule.DeleteWins => Decided(
                input, DeleteKind.Delete, input.Partner,
                $"{input.Partner} deleted it, {input.TheirStamp}, and the hub had changed it; deletes win."),
            DeleteRule.Manual => Open(input, $"{input.Partner} deleted it, and the hub had changed it."),
        };
    }

    private static DeleteResult OursDeleted(DeleteInput input)
    {
        if (!input.Held && !Changed(input, input.Theirs, told: false))
        {
            // What it says, it said before the record was deleted here: the delete is owed to it and goes out.
            return DeleteResult.Nothing;
        }

        return Rule(input) switch
        {
            DeleteRule.UpdateWins => Decided(
                input, DeleteKind.Insert, input.Partner,
                $"The hub had deleted it, and {input.Partner} changed it, {input.TheirStamp}; updates win."),
            DeleteRule.DeleteWins => Decided(
                input, DeleteKind.Nothing, Participant.Hub,
                $"The hub had deleted it, and {input.Partner} changed it, {input.TheirStamp}; deletes win."),
            DeleteRule.Manual => Open(input, $"The hub had deleted it, and {input.Partner} changed it."),
        };
    }

    /// <summary>A question that is open stays so, whatever the rule says by now.</summary>
    private static DeleteRule Rule(DeleteInput input) => input.Held ? DeleteRule.Manual : input.Plan.Deletes;

    private static DeleteResult Decided(DeleteInput input, DeleteKind kind, Participant winner, string why)
        => new(kind, kind == DeleteKind.Insert ? Whole(input) : default, Conflict(input, winner, why), false);

    private static DeleteResult Open(DeleteInput input, string why)
        => new(DeleteKind.Nothing, default, Conflict(input, null, $"{why} A person decides."), true);

    private static FieldConflict Conflict(DeleteInput input, Participant? winner, string why) => new(
        FieldConflict.WholeRecord,
        DeleteWords.Of(input.Plan.Deletes),
        winner,
        input.Ours.ToArray(),
        input.Theirs.ToArray(),
        input.Base.ToArray(),
        input.HubStamp,
        input.TheirStamp,
        why);

    /// <summary>What the partner holds of the record: the mirror, and over it what it sent.</summary>
    private static byte[] Whole(DeleteInput input)
    {
        var whole = new ArrayBufferWriter<byte>();
        JsonOverlay.Write(input.Base.Span, input.Theirs.Span, whole);
        return whole.WrittenSpan.ToArray();
    }

    private static bool Changed(DeleteInput input, ReadOnlyMemory<byte> record, bool told)
    {
        // A partner that makes its own keys need not have been told the hub's yet.
        var key = JsonOverlay.Names(System.Text.Encoding.UTF8.GetBytes(input.Key.Json));
        var fields = new JsonFields(record.Span);
        while (fields.Next())
        {
            if ((!told || input.Told(fields.Name)) && !key.Contains(fields.Name)
                && MergeField.Changed(fields.Name, fields.Value, JsonFields.Find(input.Base.Span, fields.Name), input.Same))
            {
                return true;
            }
        }

        return false;
    }
}
