namespace HmsSync.Partners;

/// <summary>One event that was heard, as one line of the index's file. The cursor is what the next connection resumes after.</summary>
internal sealed record SpeciesLine(string Cursor)
{
    /// <summary>Null: a gap, or an event that was withheld.</summary>
    public string? Topic { get; init; }

    /// <summary>The delivery's; the same event again has the same.</summary>
    public string? Id { get; init; }

    public long? Seq { get; init; }

    public long? PartnerSeq { get; init; }

    /// <summary>Of a rule.</summary>
    public long? Rule { get; init; }

    public string? Region { get; init; }

    public string? Reason { get; init; }

    /// <summary>Of a hospital's change of beds.</summary>
    public int? IcuBedsFree { get; init; }

    /// <summary>Events were missed that the stream no longer has.</summary>
    public bool? Gap { get; init; }
}
