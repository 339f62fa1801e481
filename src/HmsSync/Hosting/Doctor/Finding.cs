namespace HmsSync.Hosting.Doctor;

/// <summary>One thing that was looked at.</summary>
/// <param name="Check">Stable, lower snake case: <c>hub_slot</c>, <c>disk_store</c> …</param>
/// <param name="State"><c>ok</c>, <c>warning</c> (it goes, and may not for long) or <c>fault</c>.</param>
/// <param name="What">What was found; no secrets, no record values.</param>
/// <param name="Remedy">What to do; null: nothing.</param>
internal sealed record Finding(string Check, string State, string What, string? Remedy)
{
    public bool IsFault => State == "fault";

    public static Finding Ok(string check, string what) => new(check, "ok", what, null);

    public static Finding Warning(string check, string what, string remedy) => new(check, "warning", what, remedy);

    public static Finding Fault(string check, string what, string remedy) => new(check, "fault", what, remedy);
}
