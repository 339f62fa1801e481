namespace HmsSync.Configuration.Binding;

/// <summary>The sections of <c>records</c>.</summary>
internal static class RecordsShapes
{
    public static readonly ConfigShape Records = new(
        "partners.NAME.records.TABLE",
        new("from"), new("where"), new("mapping", "the partner's"), new("ops", "insert, update, delete"), new("key"),
        new("full", "false"), new("insert"), new("update"), new("delete"), new("read"), new("find"), new("list"),
        new("changes"), new("items"), new("next"), new("deleted"), new("version"), new("changed_at"));

    public static readonly ConfigShape Key = new(
        "partners.NAME.records.TABLE.key", new("field", "the mapped hub key"), new("by", "us"));
}
