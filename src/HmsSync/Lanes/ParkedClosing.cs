namespace HmsSync.Lanes;

/// <summary>Which older parked deliveries of its record a delivery makes void.</summary>
/// <param name="Any">False: none.</param>
/// <param name="Says">Null: all. Else those of which it says every field, for it may be a part of the record.</param>
internal readonly record struct ParkedClosing(bool Any, ReadOnlyMemory<byte>? Says)
{
    public static readonly ParkedClosing None;

    /// <summary>It says all there is to say of the record.</summary>
    public static readonly ParkedClosing All = new(true, null);

    /// <param name="fields">What it says, in its sender's words.</param>
    public static ParkedClosing Covered(ReadOnlyMemory<byte> fields) => new(true, fields);
}
