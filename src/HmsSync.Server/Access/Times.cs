using HmsSync.Changes;

namespace HmsSync.Server.Access;

/// <summary>Times of keys and tokens, as they are told: RFC 3339, UTC.</summary>
internal static class Times
{
    public static string Text(DateTimeOffset time) => EventTime.From(time).ToString();

    /// <summary>Null: never.</summary>
    public static string? Text(EventTime time) => time.Micros == 0 ? null : time.ToString();
}
