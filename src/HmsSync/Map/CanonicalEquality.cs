namespace HmsSync.Map;

/// <summary>
/// When two hub values of a field are the same: numbers by value, texts whatever their escapes; beyond that what the
/// mapping declares, and what its formats and words cannot tell apart at the partner.
/// </summary>
internal sealed class CanonicalEquality(IReadOnlyDictionary<string, IReadOnlyList<ValueEquality>> fields)
{
    public static readonly CanonicalEquality Exact = new(new Dictionary<string, IReadOnlyList<ValueEquality>>());

    /// <param name="field">Hub field, as a path.</param>
    /// <param name="left">A JSON value in UTF-8.</param>
    /// <param name="right">Another.</param>
    public bool Same(string field, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (JsonSame.AreSame(left, right))
        {
            return true;
        }

        // Invariant 8: null is a value of its own; no declaration makes it like another.
        if (left[0] == 'n' || right[0] == 'n' || !fields.TryGetValue(field, out var declared))
        {
            return false;
        }

        foreach (var equality in declared)
        {
            if (equality.Same(left, right))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// A text that is the same for values that are the same: by what is declared last, for a format alone says less. Null for null.
    /// </summary>
    /// <param name="field">Hub field, as a path.</param>
    /// <param name="value">A JSON value in UTF-8.</param>
    public string? Canonical(string field, ReadOnlySpan<byte> value)
    {
        if (value[0] == 'n')
        {
            return null;
        }

        foreach (var equality in fields.GetValueOrDefault(field, []).Reverse())
        {
            if (equality.Canonical(value) is { } canonical)
            {
                return canonical;
            }
        }

        return JsonSame.Canonical(value);
    }
}
