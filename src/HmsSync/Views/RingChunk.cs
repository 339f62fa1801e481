namespace HmsSync.Views;

/// <summary>What one look at the journal brought, rendered once for all clients of a view; never changes.</summary>
/// <param name="First">Events from this number …</param>
/// <param name="Last">… to this one.</param>
/// <param name="Bytes">Their frames.</param>
/// <param name="Frames">Where each ends.</param>
internal sealed record RingChunk(long First, long Last, ReadOnlyMemory<byte> Bytes, Frame[] Frames)
{
    /// <summary>The frames after the number.</summary>
    public ReadOnlySpan<byte> After(long position)
    {
        // Numbers of a view have no holes within a chunk.
        var seen = (int)Math.Clamp(position - First + 1, 0, Frames.Length);
        return Bytes.Span[(seen == 0 ? 0 : Frames[seen - 1].End)..];
    }

    public ReadOnlySpan<byte> Of(int frame)
        => Bytes.Span[(frame == 0 ? 0 : Frames[frame - 1].End)..Frames[frame].End];
}
