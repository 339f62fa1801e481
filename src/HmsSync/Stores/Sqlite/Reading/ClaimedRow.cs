using HmsSync.Changes;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>What the hub feed last showed of what a record claims.</summary>
/// <param name="At">Since when; 0: it was there before the claim was kept.</param>
/// <param name="Seq">The hub change by which it came to.</param>
/// <param name="Source">Whose doing it was.</param>
/// <param name="Mark">Of what it claims, see <see cref="Configuration.ClaimPlan.MarkOf"/>.</param>
/// <param name="Was">What it claimed before, JSON; empty: nothing.</param>
internal sealed record ClaimedRow(EventTime At, Seq Seq, Participant Source, string Mark, ReadOnlyMemory<byte> Was);
