using HmsSync.Changes;

namespace HmsSync.Resolve;

/// <summary>Both sides changed one field since the base. Values are raw JSON; empty: absent.</summary>
/// <param name="Field">Hub name.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Winner">Whose value stands.</param>
/// <param name="HubValue">What the hub held.</param>
/// <param name="PartnerValue">What the partner sent.</param>
/// <param name="Base">What both had agreed on last.</param>
/// <param name="HubAt">When the hub's value was made; 0: unknown.</param>
/// <param name="PartnerAt">When the partner's value was made.</param>
/// <param name="Why">In words.</param>
internal sealed record FieldConflict(
    string Field,
    string Rule,
    Participant Winner,
    ReadOnlyMemory<byte> HubValue,
    ReadOnlyMemory<byte> PartnerValue,
    ReadOnlyMemory<byte> Base,
    EventTime HubAt,
    EventTime PartnerAt,
    string Why)
{
    /// <summary>The same fields lose the same values to the same winners.</summary>
    public static bool AreSame(IReadOnlyList<FieldConflict> left, IReadOnlyList<FieldConflict> right)
        => left.Count == right.Count && left.Zip(right).All(pair =>
            pair.First.Field == pair.Second.Field
            && pair.First.Winner == pair.Second.Winner
            && pair.First.HubValue.Span.SequenceEqual(pair.Second.HubValue.Span)
            && pair.First.PartnerValue.Span.SequenceEqual(pair.Second.PartnerValue.Span));
}
