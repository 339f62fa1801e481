namespace HmsSync.Audit;

/// <summary>A stored audit row with the hash that chains it to the one before.</summary>
internal sealed record AuditRow(long Row, AuditEntry Entry, byte[] Hash);
