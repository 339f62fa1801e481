namespace HmsSync.Configuration;

/// <summary>A value that is never printed; <see cref="Reveal"/> is called only where it goes onto the wire or is compared.</summary>
internal sealed class Secret(string value)
{
    public string Reveal() => value;

    public override string ToString() => "***";
}
