using HmsSync.Changes;

namespace HmsSync.Lanes;

/// <summary>What the hub feed has shown of a record; default: nothing.</summary>
/// <param name="Stamps">When each field changed, as <see cref="FieldStamps"/> stand on the card: a JSON object.</param>
/// <param name="Shown">The newest change of it; 0: a store of an older form did not keep it.</param>
internal readonly record struct HubCard(ReadOnlyMemory<byte> Stamps, Seq Shown);
