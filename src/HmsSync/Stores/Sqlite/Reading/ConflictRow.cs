using HmsSync.Changes;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>A conflict as stored; values are JSON, empty: absent.</summary>
internal sealed record ConflictRow
{
    public required long Id { get; init; }

    public required EventTime At { get; init; }

    public required int Lane { get; init; }

    public required Seq Seq { get; init; }

    public required long Record { get; init; }

    public required string Field { get; init; }

    public required string Rule { get; init; }

    public required string State { get; init; }

    public required string Winner { get; init; }

    public required ReadOnlyMemory<byte> HubValue { get; init; }

    public required ReadOnlyMemory<byte> PartnerValue { get; init; }

    public required ReadOnlyMemory<byte> Base { get; init; }

    public required EventTime HubAt { get; init; }

    public required EventTime PartnerAt { get; init; }

    public required string Why { get; init; }

    /// <summary>By which claim a record lost its place; empty: by none.</summary>
    public required string Claim { get; init; }
}
