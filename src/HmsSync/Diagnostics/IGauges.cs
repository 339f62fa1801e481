using System.Diagnostics.Metrics;

namespace HmsSync.Diagnostics;

/// <summary>What is read when somebody asks for it, not counted as it happens; one member for each such metric.</summary>
internal interface IGauges
{
    IEnumerable<Measurement<long>> LagEvents();

    IEnumerable<Measurement<double>> LagSeconds();

    IEnumerable<Measurement<long>> Waiting();

    IEnumerable<Measurement<long>> Parked();

    IEnumerable<Measurement<long>> FeedLagBytes();

    IEnumerable<Measurement<double>> FeedLagSeconds();

    IEnumerable<Measurement<long>> BackfillRecords();

    IEnumerable<Measurement<long>> JournalEvents();

    IEnumerable<Measurement<long>> PartnerUp();

    IEnumerable<Measurement<long>> ConflictsOpen();

    IEnumerable<Measurement<long>> BuildInfo();
}
