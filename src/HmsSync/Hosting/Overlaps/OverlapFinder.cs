using System.Security.Cryptography;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Resolve.Claims;

namespace HmsSync.Hosting.Overlaps;

/// <summary>Finds records that stand where too many stand. Pure; given the records in any order.</summary>
internal sealed class OverlapFinder(ClaimPlan claim, ClockPlan clock)
{
    /// <summary>Invariant 11: records in one place that another is held against.</summary>
    private const int MostRivals = 1_000;

    private readonly ClaimJudge _judge = new(claim, clock);
    private readonly Dictionary<UInt128, List<Claimant>> _places = [];

    /// <summary>The same for records that are equal in the columns of <c>same</c>.</summary>
    public UInt128 PlaceOf(ReadOnlySpan<byte> record)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var column in claim.Same)
        {
            hash.AppendData(JsonFields.Find(record, column));
            hash.AppendData("\n"u8);
        }

        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash.GetHashAndReset());
    }

    /// <summary>A record that claims something.</summary>
    public void Add(RecordKey key, ReadOnlySpan<byte> record)
    {
        var place = PlaceOf(record);
        if (!_places.TryGetValue(place, out var there))
        {
            _places.Add(place, there = []);
        }

        // Only what the claim asks for is kept of it.
        var part = JsonOverlay.Pick(record, field => claim.Where.Contains(field) || field == claim.CapacityField);
        there.Add(new Claimant(key, part, default, default, Participant.Hub) { IsOld = true });
    }

    /// <summary>Each record that finds no room beside those before it, with one of them.</summary>
    public IEnumerable<(Claimant Who, Claimant Other)> Overlaps()
    {
        foreach (var there in _places.Values.Where(p => p.Count > 1))
        {
            there.Sort(InOrder);
            var beside = new List<Claimant>();
            foreach (var who in there)
            {
                beside.RemoveAll(other => !SpanOrder.IsSamePlace(claim, other.Fields.Span, who.Fields.Span));
                if (!_judge.IsFree(who, beside))
                {
                    yield return (who, beside.Count > 0 ? beside[0] : who);
                }

                if (beside.Count < MostRivals)
                {
                    beside.Add(who);
                }
            }
        }
    }

    private int InOrder(Claimant left, Claimant right)
    {
        var order = claim.Overlap is not { } span ? 0
            : SpanOrder.Compare(JsonFields.Find(left.Fields.Span, span.Start), JsonFields.Find(right.Fields.Span, span.Start));
        return order != 0 ? order : string.CompareOrdinal(left.Key.Json, right.Key.Json);
    }
}
