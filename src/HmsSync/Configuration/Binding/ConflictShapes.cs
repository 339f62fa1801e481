namespace HmsSync.Configuration.Binding;

/// <summary>The keys of a conflict file.</summary>
internal static class ConflictShapes
{
    public static readonly ConfigShape File = new(
        "conflict file",
        new("table", "required"), new("key"), new("rules", "latest_change"), new("deletes", "update_wins"), new("clock"),
        new("first"), new("claims"), new("guards", "as below"));

    public static readonly ConfigShape Rule = new(
        "rules", new("field", "required"), new("winner", "required"), new("authority"), new("hold"), new("then"));

    public static readonly ConfigShape Clock = new("clock", new("max_skew", "2s"), new("inside", "hub"));

    public static readonly ConfigShape First = new(
        "first", new("match", "the key"), new("differ", "rule"), new("only_hub", "send"), new("only_partner", "take"));

    public static readonly ConfigShape Claim = new(
        "claims",
        new("name", "required"), new("same"), new("overlap"), new("capacity", "1"), new("unless"),
        new("winner", "earliest_change"), new("tell"), new("max_losers"));

    public static readonly ConfigShape Tell = new("claims.tell", new("field", "required"), new("text", "required"));

    public static readonly ConfigShape MaxLosers = new("claims.max_losers", new("count", "5"), new("per", "1h"));

    public static readonly ConfigShape Guards = new(
        "guards",
        new("max_deletes", "20%"), new("max_deletes_count", "50"), new("window", "1h"), new("confirm_missing", "3"));

    /// <summary>All of them, in the order they are documented.</summary>
    public static readonly IReadOnlyList<ConfigShape> All = [File, Rule, Clock, First, Claim, Tell, MaxLosers, Guards];
}
