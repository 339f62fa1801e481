using System.Text.Json.Serialization;
using HmsSync.Audit;
using HmsSync.Stores.Sqlite.Reading;

namespace HmsSync.Cli.Auditing;

/// <summary>
/// Recomputes the hash chain of a store from its first row to its last. A row that was changed, moved, taken out or put in
/// breaks it there; a tail that was cut, or a chain written anew, shows against a checkpoint kept elsewhere.
/// </summary>
internal static class AuditVerifier
{
    private const int Page = 10_000;

    /// <param name="reader">The store.</param>
    /// <param name="checkpoint">What the chain was once seen to hold; null: nothing is known of it.</param>
    /// <param name="stop">Ends it early.</param>
    public static AuditVerdict Verify(StoreReader reader, AuditCheckpoint? checkpoint, CancellationToken stop)
    {
        // Invariant 10: the chain verifies from end to end.
        var epoch = StoreEpoch.Genesis(reader);
        if (checkpoint is not null && checkpoint.Epoch != epoch)
        {
            return new AuditVerdict(false, 0, 1, $"the checkpoint is of another store (epoch {checkpoint.Epoch}, this is {epoch})");
        }

        var hash = AuditChain.Genesis(epoch);
        long rows = 0;
        while (reader.Rows.Audit(rows, Page) is { Count: > 0 } page)
        {
            stop.ThrowIfCancellationRequested();
            foreach (var row in page)
            {
                if (Fault(row, rows + 1, hash, checkpoint) is { } fault)
                {
                    return new AuditVerdict(false, rows, rows + 1, fault);
                }

                rows++;
            }
        }

        return checkpoint is not null && checkpoint.Row > rows
            ? new AuditVerdict(
                false, rows, rows + 1, $"the checkpoint has seen {checkpoint.Row} rows, the store has {rows}: its tail was cut")
            : new AuditVerdict(true, rows, null, null);
    }

    /// <summary>Null: the row follows from the one before; <paramref name="hash"/> is then the row's own.</summary>
    private static string? Fault(AuditRow row, long expected, byte[] hash, AuditCheckpoint? checkpoint)
    {
        if (row.Row != expected)
        {
            return $"row {expected} is missing, row {row.Row} comes next";
        }

        try
        {
            AuditChain.Hash(hash, row.Row, row.Entry, hash);
        }
        catch (ArgumentException)
        {
            return $"row {row.Row} holds a code that no engine writes";
        }

        return !hash.AsSpan().SequenceEqual(row.Hash) ? $"row {row.Row} was changed: its hash does not follow"
            : checkpoint?.Row == row.Row && checkpoint.Hash != Convert.ToHexStringLower(hash)
                ? $"row {row.Row} is not the one of the checkpoint: the chain was written anew"
                : null;
    }
}

/// <param name="Ok">Every row follows from the one before.</param>
/// <param name="Rows">How many do.</param>
/// <param name="FirstBad">The first that does not; null: none.</param>
/// <param name="Why">In words; null: nothing is wrong.</param>
internal sealed record AuditVerdict(
    bool Ok, long Rows, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? FirstBad, string? Why);
