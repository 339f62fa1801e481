using HmsSync.Changes;

namespace HmsSync.Resolve;

/// <summary>One field with the three values of a merge, slices of the input; empty: absent.</summary>
internal readonly record struct MergeField(
    string Name, ReadOnlyMemory<byte> Theirs, ReadOnlyMemory<byte> Ours, ReadOnlyMemory<byte> Base, SameValue Equality)
{
    /// <summary>What the partner holds now: what it sent, else what it held before.</summary>
    public ReadOnlyMemory<byte> There => Theirs.IsEmpty ? Base : Theirs;

    public bool TheirsChanged => !Theirs.IsEmpty && Changed(Name, Theirs.Span, Base.Span, Equality);

    public bool OursChanged => !IsUnsaid && Changed(Name, Ours.Span, Base.Span, Equality);

    /// <summary>Both sides hold the same, or what they hold is not known.</summary>
    public bool Agrees => IsUnsaid || There.IsEmpty || Same(Name, There.Span, Ours.Span, Equality);

    /// <summary>Of a group: neither side says anything of this member.</summary>
    private bool IsUnsaid => Theirs.IsEmpty && Ours.IsEmpty;

    public static MergeField Of(string name, MergeInput input) => new(
        name, Slice(input.Theirs, name), Slice(input.Ours, name), Slice(input.Base, name), input.Same);

    /// <summary>
    /// Not as it was at the base. Where the base does not know the field, a null says nothing: nobody set it, it came with the
    /// row.
    /// </summary>
    public static bool Changed(string name, ReadOnlySpan<byte> now, ReadOnlySpan<byte> before, SameValue equality)
        => !Same(name, now, before, equality) && !(before.IsEmpty && now.SequenceEqual("null"u8));

    private static bool Same(string name, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, SameValue equality)
    {
        // Invariant 8: absent is like nothing but absent.
        if (left.IsEmpty || right.IsEmpty)
        {
            return left.IsEmpty && right.IsEmpty;
        }

        return left.SequenceEqual(right) || equality(FieldPath.TextOf(name), left, right);
    }

    private static ReadOnlyMemory<byte> Slice(ReadOnlyMemory<byte> record, string name)
    {
        var fields = new JsonFields(record.Span);
        return fields.Find(name) ? record.Slice(fields.Start, fields.Value.Length) : default;
    }
}
