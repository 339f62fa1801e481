using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Configuration;

namespace HmsSync.Resolve.Claims;

/// <summary>The order of the ends of spans, as the database has it: numbers by value, texts by their bytes.</summary>
internal static class SpanOrder
{
    /// <summary>Negative, zero or positive; JSON values of one type.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var a = new Utf8JsonReader(left);
        var b = new Utf8JsonReader(right);
        if (!a.Read() || !b.Read())
        {
            return left.Length.CompareTo(right.Length);
        }

        if (a.TokenType == JsonTokenType.Number && b.TokenType == JsonTokenType.Number)
        {
            return JsonNumber.Compare(left, right);
        }

        using var text = new JsonText(in a);
        using var other = new JsonText(in b);
        return text.Utf8.SequenceCompareTo(other.Utf8);
    }

    /// <summary>Whether two records want the same: equal columns, and spans that overlap.</summary>
    public static bool IsSamePlace(ClaimPlan claim, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        foreach (var column in claim.Same)
        {
            if (!JsonFields.Find(left, column).SequenceEqual(JsonFields.Find(right, column)))
            {
                return false;
            }
        }

        return claim.Overlap is not { } span
            || (Compare(JsonFields.Find(left, span.Start), JsonFields.Find(right, span.End)) < 0
                && Compare(JsonFields.Find(right, span.Start), JsonFields.Find(left, span.End)) < 0);
    }

    /// <summary>Whether the half-open span holds the point.</summary>
    public static bool Holds(ReadOnlySpan<byte> start, ReadOnlySpan<byte> end, ReadOnlySpan<byte> point)
        => Compare(start, point) <= 0 && Compare(point, end) < 0;
}
