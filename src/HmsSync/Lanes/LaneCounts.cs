using HmsSync.Changes;

namespace HmsSync.Lanes;

/// <summary>How full a lane is; <paramref name="LapsedRange"/>: what stands lapsed above low.</summary>
internal readonly record struct LaneCounts(
    int Window, int Waiting, int ParkedRecords, PartnerSeq Low, LapsedRange? LapsedRange)
{
    public long Lapsed => LapsedRange?.Count ?? 0;
}
