using HmsSync.Changes;

namespace HmsSync.Lanes;

/// <summary>Why a lane stands still until somebody lets it go on; survives restarts.</summary>
/// <param name="Code">Stable: <c>operator</c>, <c>unauthorized</c>, <c>gone</c>, <c>parked_in_a_row</c>.</param>
/// <param name="By">Who did it: an operator's name, or <c>engine</c>.</param>
/// <param name="At">Since when.</param>
/// <param name="Why">For an operator; no record values.</param>
internal sealed record LanePause(string Code, string By, EventTime At, string Why)
{
    /// <summary>Who paused when no operator did.</summary>
    public const string Engine = "engine";
}

/// <summary>A batch that was cut: everything up to <paramref name="Until"/> goes, of each record its newest state.</summary>
/// <param name="Number">1, 2, 3 … per lane.</param>
/// <param name="Until">The last number in the batch.</param>
/// <param name="At">When it was cut.</param>
internal sealed record LaneCut(long Number, PartnerSeq Until, EventTime At);
