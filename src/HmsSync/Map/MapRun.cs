namespace HmsSync.Map;

/// <summary>One payload on its way through a compiled direction.</summary>
internal readonly ref struct MapRun(
    ReadOnlySpan<byte> payload, ReadOnlySpan<Slice> slots, bool defaults, ReadOnlySpan<bool> taken)
{
    private readonly ReadOnlySpan<bool> _taken = taken;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    public ReadOnlySpan<Slice> Slots { get; } = slots;

    /// <summary>Whether defaults fill what is absent.</summary>
    public bool Defaults { get; } = defaults;

    /// <summary>Whether a slot takes part: all do, or, in a delete, those of the key.</summary>
    public bool Takes(int slot) => _taken.IsEmpty || _taken[slot];
}
