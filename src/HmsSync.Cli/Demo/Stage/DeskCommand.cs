namespace HmsSync.Cli.Demo;

/// <summary>What somebody asks of the hub's applications; all of it in one transaction.</summary>
internal sealed record DeskCommand
{
    /// <summary>Enters an appointment.</summary>
    public Booking? Book { get; init; }

    /// <summary>Gives an appointment another subject.</summary>
    public Amendment? Amend { get; init; }

    /// <summary>Publishes rules, or amends those that are there, one after the other.</summary>
    public IReadOnlyList<Rule>? Publish { get; init; }

    /// <summary>Shows an appointment as it stands then.</summary>
    public long? Show { get; init; }
}

/// <summary>What a family asks for.</summary>
internal sealed record Booking(long Id, string Citizen, string Start, string End, string Subject);

/// <summary>What a family has to add.</summary>
internal sealed record Amendment(long Id, string Subject);

/// <summary>What the department of health decides.</summary>
internal sealed record Rule(long Id, string Title, string Scope, string Region, int MinIcuBeds, string EffectiveDate);

/// <summary>An appointment as the hub holds it; status <c>none</c>: it is not there.</summary>
internal sealed record Appointment(long Id, string Start, string End, string Subject, string Status);

/// <summary>What the desk says when it is done.</summary>
/// <param name="Appointment">The one that was to be shown; null: none was.</param>
/// <param name="Appointments">How many there are.</param>
/// <param name="Rules">How many there are.</param>
internal sealed record DeskAnswer(Appointment? Appointment, long Appointments, long Rules);
