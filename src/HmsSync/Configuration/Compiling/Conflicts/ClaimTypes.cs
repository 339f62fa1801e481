using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling.Conflicts;

/// <summary>What of claims only the hub's catalogue can judge; asked where it is at hand.</summary>
internal static class ClaimTypes
{
    /// <param name="plan">Its claims.</param>
    /// <param name="typeOf">The type of a column; empty: it holds values of any; null: there is no such column.</param>
    /// <param name="log">Receives the faults.</param>
    public static void Check(ConflictPlan plan, Func<string, string?> typeOf, FaultLog log)
    {
        foreach (var claim in plan.Claims)
        {
            foreach (var column in Columns(claim).Where(c => typeOf(c) is null))
            {
                log.Add("conflicts.unknown_column", claim.Place, $"'{plan.Table}' has no column '{column}'");
            }

            if (claim.Overlap is { } span && typeOf(span.Start) is { } start && typeOf(span.End) is { } end
                && start.Length > 0 && end.Length > 0 && !string.Equals(Plain(start), Plain(end), StringComparison.OrdinalIgnoreCase))
            {
                log.Add(
                    "conflicts.unlike_types", claim.Place,
                    $"'{span.Start}' is {start} and '{span.End}' is {end}: spans of unlike types cannot be compared");
            }
        }
    }

    private static IEnumerable<string> Columns(ClaimPlan claim)
    {
        string?[] all =
        [
            .. claim.Same, claim.Overlap?.Start, claim.Overlap?.End, claim.CapacityField, claim.Tell?.Field,
            .. claim.Unless.Select(u => u.Field),
        ];
        return all.OfType<string>().Distinct(StringComparer.Ordinal);
    }

    /// <summary>Without a length or precision in parentheses.</summary>
    private static string Plain(string type)
        => type.IndexOf('(', StringComparison.Ordinal) is var at and >= 0 ? type[..at].Trim() : type.Trim();
}
