using HmsSync.Changes;

namespace HmsSync.Lanes;

/// <summary>How full a lane is.</summary>
/// <param name="Window">Deliveries that are loaded.</param>
/// <param name="Waiting">Deliveries that wait for their next try, or behind one that does.</param>
/// <param name="WaitingFull">So many wait that nothing more is loaded.</param>
/// <param name="Low">Up to here everything is settled or waits.</param>
/// <param name="LapsedRange">What stands lapsed above low.</param>
internal readonly record struct LaneCounts(
    int Window, int Waiting, bool WaitingFull, PartnerSeq Low, LapsedRange? LapsedRange)
{
    public long Lapsed => LapsedRange?.Count ?? 0;
}
