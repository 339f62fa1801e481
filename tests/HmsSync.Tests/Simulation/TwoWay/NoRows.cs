using HmsSync.Hubs;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>A table in which nothing else wants what a record wants.</summary>
internal sealed class NoRows : IHubRows
{
    public static readonly NoRows Instance = new();

    public IReadOnlyList<HubRow> Wanting(ClaimSearch wanted, int most) => [];
}
