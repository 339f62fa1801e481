using HmsSync.Configuration;

namespace HmsSync.Lanes.Records;

/// <summary>A delivery to a partner with records, in its turn.</summary>
/// <param name="Owed">The delivery.</param>
/// <param name="Records">How the table is kept there.</param>
/// <param name="Link">What is known of the record there.</param>
/// <param name="Telling">What the partner is to be told of it.</param>
internal sealed record RecordCase(OwedEvent Owed, RecordsPlan Records, LinkRow Link, RecordTelling Telling)
{
    /// <summary>The record is made there, and the partner says by which key.</summary>
    public bool IsBirth => Records.KeyByPartner && Telling.Op == Sdk.ChangeOp.Insert;

    /// <summary>The link when the partner has taken what it was told.</summary>
    /// <param name="version">Its version of the record now; null: it said none.</param>
    /// <param name="partnerKey">Its key, where it said one.</param>
    public LinkRow Told(string? version, string? partnerKey)
    {
        var isDelete = Telling.Op == Sdk.ChangeOp.Delete;
        return Link with
        {
            Fields = Telling.After(Link),
            Version = isDelete ? null : version,
            PartnerKey = isDelete ? null : partnerKey ?? Link.PartnerKey,
            Incarnation = Math.Max(1, Link.Incarnation + (Link.IsTombstone && !isDelete ? 1 : 0)),
            Revision = Link.Revision + 1,
            BaseAt = Owed.Event.Stamp,
        };
    }
}
