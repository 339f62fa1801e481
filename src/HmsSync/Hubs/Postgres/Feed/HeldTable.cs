using HmsSync.Feeds;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>A table whose changes do not flow until a person says what is to follow.</summary>
/// <param name="Reason">As <c>resume --after</c> takes it.</param>
/// <param name="Table">As the configuration calls it.</param>
internal sealed record HeldTable(string Reason, string Table)
{
    public const string Truncate = "truncate";
    public const string Schema = "schema";

    public static HeldTable Parse(string text)
        => text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            ? new HeldTable(text[..colon], text[(colon + 1)..])
            : throw new FormatException("no held table");

    public HubNotice ToNotice() => new(
        Table,
        Reason,
        Reason == Truncate
            ? $"{Table} was emptied by TRUNCATE, which tells no keys. Nothing was deleted anywhere; its changes do not flow."
            : $"A column of the key of {Table} was renamed or dropped. Its changes do not flow.",
        $"hms-sync resume {Table} --after {Reason}",
        Held: true);

    public override string ToString() => $"{Reason}:{Table}";
}
