namespace HmsSync.Routing;

/// <summary>A <c>where</c>, compiled: all of its parts must hold. Pure.</summary>
internal sealed class Condition
{
    /// <summary>No <c>where</c>: always holds.</summary>
    public static readonly Condition Always = new();

    public bool IsAlways => ReferenceEquals(this, Always);

    /// <summary>Judges a JSON object in UTF-8, hub names and values; an absent field matches only <c>exists: false</c>.</summary>
    public bool Holds(ReadOnlySpan<byte> fields)
    {
        return IsAlways || fields.IsEmpty;
    }
}
