namespace HmsSync.Changes;

/// <summary>Position of a delivery in its lane: 1, 2, 3 …, no holes. 0 stands before the first.</summary>
internal readonly record struct PartnerSeq(long Value) : IComparable<PartnerSeq>
{
    public int CompareTo(PartnerSeq other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
