namespace HmsSync.Changes;

/// <summary>Position of an event in the journal: 1, 2, 3 …, no holes. 0 stands before the first.</summary>
internal readonly record struct Seq(long Value) : IComparable<Seq>
{
    public int CompareTo(Seq other) => Value.CompareTo(other.Value);

    public static bool operator <(Seq left, Seq right) => left.Value < right.Value;

    public static bool operator >(Seq left, Seq right) => left.Value > right.Value;

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
