using HmsSync.Changes;

namespace HmsSync.Resolve;

/// <summary>Both sides changed one field since the base. Values are raw JSON; empty: absent.</summary>
/// <param name="Field">Hub name; <see cref="WholeRecord"/> where one side deleted what the other changed: values are records.</param>
/// <param name="Rule">The rule that decided, or left it to a person, in the words of the configuration.</param>
/// <param name="Winner">Whose value stands; null: nobody's yet, it is open.</param>
/// <param name="HubValue">What the hub held.</param>
/// <param name="PartnerValue">What the partner sent.</param>
/// <param name="Base">What both had agreed on last.</param>
/// <param name="HubAt">When the hub's value was made, as the rule saw it.</param>
/// <param name="PartnerAt">When the partner's value was made.</param>
/// <param name="Why">In words, without values.</param>
internal sealed record FieldConflict(
    string Field,
    string Rule,
    Participant? Winner,
    ReadOnlyMemory<byte> HubValue,
    ReadOnlyMemory<byte> PartnerValue,
    ReadOnlyMemory<byte> Base,
    Stamp HubAt,
    Stamp PartnerAt,
    string Why)
{
    public const string WholeRecord = "*";

    /// <summary>The claim by which a record lost its place; empty: both sides changed one record.</summary>
    public string Claim { get; init; } = "";

    /// <summary>The record that it is about, where that is not the delivery's own; none: it is.</summary>
    public RecordKey Of { get; init; } = RecordKey.None;
    /// <summary>Rule of a record that could be several of the other side's at the first meeting.</summary>
    public const string FirstRule = "first";

    /// <summary>An open conflict about a record of one side, which could be several of the other's, or one of its own.</summary>
    /// <param name="hubs">The hub's record; empty: it is the partner's.</param>
    /// <param name="partners">The partner's record; empty: it is the hub's.</param>
    /// <param name="why">In words, without values.</param>
    public static FieldConflict OfUnclear(ReadOnlyMemory<byte> hubs, ReadOnlyMemory<byte> partners, string why)
        => new(WholeRecord, FirstRule, null, hubs.ToArray(), partners.ToArray(), default, default, default, why);

    /// <summary>The same fields lose the same values to the same winners.</summary>
    public static bool AreSame(IReadOnlyList<FieldConflict> left, IReadOnlyList<FieldConflict> right)
        => left.Count == right.Count && left.Zip(right).All(pair =>
            pair.First.Field == pair.Second.Field
            && pair.First.Claim == pair.Second.Claim
            && pair.First.Of == pair.Second.Of
            && pair.First.Winner == pair.Second.Winner
            && pair.First.HubValue.Span.SequenceEqual(pair.Second.HubValue.Span)
            && pair.First.PartnerValue.Span.SequenceEqual(pair.Second.PartnerValue.Span));

    public ConflictState State => Winner is null ? ConflictState.Open : ConflictState.Decided;
}

/// <summary>How a conflict is born; what people make of it later stands in the store.</summary>
internal enum ConflictState
{
    Open,
    Decided,
}
