using HmsSync.Feeds.Polls;

namespace HmsSync.Hosting.Control;

/// <param name="Partner">Whose changes are read.</param>
/// <param name="Table">Of which hub table.</param>
/// <param name="State">
/// <c>running</c>, <c>listing</c> (everything anew), <c>failing</c> (tried again), <c>paused</c>, or <c>held</c> until both sides meet.
/// </param>
/// <param name="LastLook">When it last read to the end; null: not since the start.</param>
/// <param name="LastError">Code of what failed last and is not over.</param>
/// <param name="Why">In words.</param>
/// <param name="Until">When it is tried again.</param>
/// <param name="Help">The command that helps.</param>
internal sealed record PollStatus(
    string Partner, string Table, string State, string? LastLook, string? LastError, string? Why, string? Until, string? Help)
{
    public static PollStatus Of(PollFeed feed)
    {
        var (view, partner) = (feed.View, feed.Partner.Name);
        return new PollStatus(
            partner,
            feed.Table,
            view.State,
            view.LastLook.Micros == 0 ? null : view.LastLook.ToString(),
            view.Code,
            view.Why,
            view.Until.Micros == 0 ? null : view.Until.ToString(),
            view.State switch
            {
                "failing" => $"hms-sync partners test {partner}",
                "paused" => $"hms-sync partners resume {partner}",
                "held" => $"hms-sync link {partner}",
                _ when view.Why is not null => $"hms-sync partners test {partner}",
                _ => null,
            });
    }
}
