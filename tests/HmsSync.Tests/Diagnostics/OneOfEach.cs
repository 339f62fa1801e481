using System.Diagnostics.Metrics;
using HmsSync.Diagnostics;

namespace HmsSync.Tests.Diagnostics;

/// <summary>Gauges that show what a test says: of what is parked its codes, of all others one value.</summary>
internal sealed class OneOfEach : IGauges
{
    public List<string> ParkedCodes { get; } = [];

    public IEnumerable<Measurement<long>> LagEvents() => [new(1)];

    public IEnumerable<Measurement<double>> LagSeconds() => [new(0.5)];

    public IEnumerable<Measurement<long>> Waiting() => [new(1)];

    public IEnumerable<Measurement<long>> Parked()
        => ParkedCodes.Select(code => new Measurement<long>(1, new KeyValuePair<string, object?>("code", code)));

    public IEnumerable<Measurement<long>> FeedLagBytes() => [new(4_096)];

    public IEnumerable<Measurement<double>> FeedLagSeconds() => [new(0.5)];

    public IEnumerable<Measurement<long>> BackfillRecords() => [new(1)];

    public IEnumerable<Measurement<long>> JournalEvents() => [new(1)];

    public IEnumerable<Measurement<long>> PartnerUp() => [new(1)];

    public IEnumerable<Measurement<long>> ConflictsOpen() => [new(1)];

    public IEnumerable<Measurement<long>> BuildInfo() => [new(1, new KeyValuePair<string, object?>("version", "1.0"))];
}
