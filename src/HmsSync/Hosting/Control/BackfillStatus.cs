using HmsSync.Feeds.Backfills;

namespace HmsSync.Hosting.Control;

/// <summary>A table that is being read whole.</summary>
/// <param name="Table">Hub table.</param>
/// <param name="Partner">Who alone is told; null: who the routes say.</param>
/// <param name="Why"><c>backfill</c>, or the code of what the hub was held for.</param>
/// <param name="Stage"><c>rows</c>, or <c>gone</c>: it is looked for what is not there any more.</param>
/// <param name="Rows">Records read so far.</param>
/// <param name="Gone">Records found gone so far.</param>
/// <param name="Since">When it was asked for.</param>
internal sealed record BackfillStatus(string Table, string? Partner, string Why, string Stage, long Rows, long Gone, string Since)
{
    /// <param name="row">As it stands.</param>
    /// <param name="laneName">Name of a lane.</param>
    public static BackfillStatus Of(BackfillRow row, Func<int, string> laneName) => new(
        row.Table,
        row.Lane == 0 ? null : LaneNames.PartnerOf(laneName(row.Lane)).Name,
        row.Why,
        row.Stage == BackfillStage.Rows ? "rows" : "gone",
        row.Rows,
        row.Gone,
        row.Since.ToString());
}
