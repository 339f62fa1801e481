namespace HmsSync.Audit;

/// <summary>Recomputes the chain from its beginning and names the first row that does not fit.</summary>
internal static class AuditVerification
{
    /// <param name="epoch">The store's epoch.</param>
    /// <param name="after">Reads the next rows after a number, in order; an empty page ends it.</param>
    public static AuditReport Run(string epoch, Func<long, IReadOnlyList<AuditRow>> after)
    {
        var hash = AuditChain.Genesis(epoch);
        var row = 0L;
        while (after(row) is { Count: > 0 } page)
        {
            foreach (var next in page)
            {
                AuditChain.Hash(hash, next.Row, next.Entry, hash);
                if (next.Row != row + 1 || !hash.AsSpan().SequenceEqual(next.Hash))
                {
                    return new AuditReport(row, next.Row, []);
                }

                row = next.Row;
            }
        }

        return new AuditReport(row, null, hash);
    }
}

/// <param name="Rows">Rows that fit, from the first.</param>
/// <param name="FirstBad">The first row that does not; null: all fit.</param>
/// <param name="Head">Hash of the last row; empty when one does not fit.</param>
internal sealed record AuditReport(long Rows, long? FirstBad, byte[] Head);
