namespace HmsSync.Resolve;

/// <summary>When the hub changed a field.</summary>
/// <param name="First">The first time since the base.</param>
/// <param name="Last">The last time.</param>
internal readonly record struct HubStamp(Stamp First, Stamp Last)
{
    public static HubStamp At(Stamp only) => new(only, only);

    /// <summary>Of two fields that are decided as one: the first that changed first, the last that changed last.</summary>
    public HubStamp With(HubStamp other) => new(
        new Stamp(Math.Min(First.From, other.First.From), Math.Min(First.To, other.First.To)),
        new Stamp(Math.Max(Last.From, other.Last.From), Math.Max(Last.To, other.Last.To)));
}
