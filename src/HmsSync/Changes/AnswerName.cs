namespace HmsSync.Changes;

/// <summary>
/// By what the answer to a conflict is journaled (<see cref="NewEvent.Via"/>): <c>conflict/ID/WINNER</c>. Its fields are hub
/// words. No doorbell can have this name.
/// </summary>
/// <param name="Conflict">Number of the conflict row.</param>
/// <param name="Winner">Whose value was chosen; <see cref="OfPerson"/>: a value of the person's own.</param>
internal readonly record struct AnswerName(long Conflict, string Winner)
{
    /// <summary>In place of a participant: nobody's value, but one that a person gave.</summary>
    public const string OfPerson = "(value)";

    private const string Prefix = "conflict/";

    public string Via => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Conflict}/{Winner}");

    /// <summary>The hub's value was chosen, so what is overwritten is the partner's.</summary>
    public bool IsHubs => Winner == Participant.Hub.Name;

    public static bool IsOne(string? via) => via?.StartsWith(Prefix, StringComparison.Ordinal) is true;

    /// <summary>Null: it did not come by an answer.</summary>
    public static AnswerName? Read(string? via)
    {
        if (!IsOne(via))
        {
            return null;
        }

        var parts = via![Prefix.Length..].Split('/', 2);
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var conflict)
            ? new AnswerName(conflict, parts[1])
            : null;
    }
}
