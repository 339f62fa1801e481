using HmsSync.Feeds;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>A table whose changes do not flow until a person says what is to follow.</summary>
/// <param name="Reason">As <c>resume --after</c> takes it.</param>
/// <param name="Table">As the configuration calls it.</param>
/// <param name="Detail">The columns that are gone; empty: it is not about columns.</param>
internal sealed record HeldTable(string Reason, string Table, string Detail = "")
{
    private const char DetailMark = '\t';

    public const string Truncate = "truncate";
    public const string Schema = "schema";

    public static HeldTable Parse(string text)
        => text.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            ? text[(colon + 1)..].Split(DetailMark) is [var table, var detail]
                ? new HeldTable(text[..colon], table, detail)
                : new HeldTable(text[..colon], text[(colon + 1)..])
            : throw new FormatException("no held table");

    public HubNotice ToNotice() => new(
        Table,
        Reason,
        Reason == Truncate
            ? $"{Table} was emptied by TRUNCATE, which tells no keys. Nothing was deleted anywhere; its changes do not flow."
            : $"{Table} has no column {Detail} any more, which its key or a mapping names. Its changes do not flow.",
        $"hms-sync resume {Table} --after {Reason}",
        Held: true);

    public override string ToString() => Detail.Length == 0 ? $"{Reason}:{Table}" : $"{Reason}:{Table}{DetailMark}{Detail}";
}
