using System.Diagnostics.CodeAnalysis;
using Label = System.Collections.Generic.KeyValuePair<string, object?>;

namespace HmsSync.Server.Metrics;

/// <summary>Finds a series by the labels of a measurement, without an allocation.</summary>
internal sealed class LabelComparer : IEqualityComparer<Label[]>, IAlternateEqualityComparer<ReadOnlySpan<Label>, Label[]>
{
    public static readonly LabelComparer Instance = new();

    public bool Equals(Label[]? x, Label[]? y) => x is not null && y is not null && Equals(x.AsSpan(), y);

    public int GetHashCode([DisallowNull] Label[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<Label> alternate, Label[] other)
    {
        if (alternate.Length != other.Length)
        {
            return false;
        }

        for (var i = 0; i < other.Length; i++)
        {
            if (alternate[i].Key != other[i].Key || !Equals(alternate[i].Value, other[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    public int GetHashCode(ReadOnlySpan<Label> alternate)
    {
        var hash = default(HashCode);
        foreach (var label in alternate)
        {
            hash.Add(label.Value);
        }

        return hash.ToHashCode();
    }

    public Label[] Create(ReadOnlySpan<Label> alternate) => alternate.ToArray();
}
