namespace HmsSync.Changes;

/// <summary>The hub or one partner, by the name it has in the configuration.</summary>
internal readonly record struct Participant(string Name)
{
    /// <summary>The hub's name in data; <c>hub</c> is read as the same.</summary>
    public static readonly Participant Hub = new("hms");

    public bool IsHub => Name == Hub.Name;

    public override string ToString() => Name;
}
