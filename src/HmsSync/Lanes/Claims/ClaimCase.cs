using System.Buffers;
using System.Text;
using HmsSync.Changes;
using HmsSync.Hubs;
using HmsSync.Resolve;
using HmsSync.Resolve.Claims;

namespace HmsSync.Lanes.Claims;

/// <summary>A write to the hub that claims have to judge.</summary>
/// <param name="Key">The record's key; none: the database will make it.</param>
/// <param name="Current">The record as it stands; null: it is not there.</param>
/// <param name="Write">What is to be written.</param>
/// <param name="Source">Who wants it.</param>
/// <param name="Since">When they came to.</param>
internal sealed record ClaimCase(
    RecordKey Key, ReadOnlyMemory<byte>? Current, HubWrite Write, Participant Source, Stamp Since)
{
    public ReadOnlyMemory<byte> After { get; } = Over(Current ?? Encoding.UTF8.GetBytes(Key.IsNone ? "{}" : Key.Json), Write.Fields);

    public static ReadOnlyMemory<byte> Over(ReadOnlyMemory<byte> lower, ReadOnlyMemory<byte> upper)
    {
        if (upper.IsEmpty)
        {
            return lower;
        }

        var whole = new ArrayBufferWriter<byte>(lower.Length + upper.Length);
        JsonOverlay.Write(lower.Span, upper.Span, whole);
        return whole.WrittenMemory;
    }
}

/// <summary>What claims make of a write.</summary>
/// <param name="Write">What is written, with what becomes of others.</param>
/// <param name="Conflicts">Who loses what.</param>
internal sealed record ClaimedWrite(HubWrite Write, IReadOnlyList<FieldConflict> Conflicts)
{
    /// <summary>Fields that neither side is written of before a person has decided.</summary>
    public IReadOnlyList<string> Held { get; init; } = [];

    /// <summary>The record has lost its place.</summary>
    public bool IsLost { get; init; }

    /// <summary>Too many would lose: nothing is decided.</summary>
    public bool IsTooMany { get; init; }
}

/// <summary>A record must leave a place.</summary>
/// <param name="Who">It.</param>
/// <param name="Winner">Who has the place.</param>
/// <param name="By">Whose value counts in the conflict row.</param>
internal sealed record Leaving(Claimant Who, Claimant Winner, Participant By);
