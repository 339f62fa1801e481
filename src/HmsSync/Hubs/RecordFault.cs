namespace HmsSync.Hubs;

/// <summary>Why a record's fields or key cannot be written as they came.</summary>
/// <param name="Code">Stable, lower snake case.</param>
/// <param name="Detail">Names fields, never values.</param>
internal sealed record RecordFault(string Code, string Detail);
