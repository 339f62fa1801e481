namespace HmsSync.Changes;

/// <summary>
/// Stands beside each change that we make in the hub and comes back with it through the hub feed: which delivery
/// caused it. Written as <c>epoch:lane:partner_seq:seq:hops</c>, and <c>:lost</c> where a value lost by it.
/// </summary>
internal sealed record ApplyTag(string Epoch, int Lane, PartnerSeq PartnerSeq, Seq Cause, int Hops)
{
    private const int MostParts = 6;

    /// <summary>The values that lost by this change, as text of its maker; null: none.</summary>
    public string? Lost { get; init; }

    public override string ToString()
    {
        var tag = string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Lane}:{PartnerSeq.Value}:{Cause.Value}:{Hops}");
        return Lost is null ? tag : $"{tag}:{Lost}";
    }

    /// <summary>Null when the text is no tag of this form: then the application made the change.</summary>
    public static ApplyTag? Parse(string? text)
    {
        var parts = text?.Split(':', MostParts);
        return parts is { Length: >= MostParts - 1 }
            && int.TryParse(parts[1], CultureInfo.InvariantCulture, out var lane)
            && long.TryParse(parts[2], CultureInfo.InvariantCulture, out var partnerSeq)
            && long.TryParse(parts[3], CultureInfo.InvariantCulture, out var cause)
            && int.TryParse(parts[4], CultureInfo.InvariantCulture, out var hops)
            ? new ApplyTag(parts[0], lane, new PartnerSeq(partnerSeq), new Seq(cause), hops) { Lost = parts.ElementAtOrDefault(5) }
            : null;
    }
}
