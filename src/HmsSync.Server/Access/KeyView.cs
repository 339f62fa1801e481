using HmsSync.Stores.Sqlite;

namespace HmsSync.Server.Access;

/// <summary>A key as it may be shown: never the key itself.</summary>
internal sealed record KeyView(string Id, string Name, string? Partner, IReadOnlyList<string> Scopes, string State)
{
    /// <summary><c>key</c>, or <c>token</c>: one that we signed.</summary>
    public required string Kind { get; init; }

    public required string Made { get; init; }

    public string? Expires { get; init; }

    /// <summary>To the minute; null: never.</summary>
    public string? LastUsed { get; init; }

    public string? Revoked { get; init; }

    public static KeyView Of(AccessKey key, DateTimeOffset now) => new(
        key.Id,
        key.Name,
        key.Partner.Length == 0 ? null : key.Partner,
        ScopeWords.List(key.Scopes),
        key.Revoked.Micros != 0 ? "revoked" : key.HasEnded(now) ? "expired" : "live")
    {
        Kind = key.Hash.IsEmpty ? "token" : "key",
        Made = key.Made.ToString(),
        Expires = Times.Text(key.Expires),
        LastUsed = Times.Text(key.Used),
        Revoked = Times.Text(key.Revoked),
    };

    /// <summary>The same of what the store says, without an engine.</summary>
    public static IReadOnlyList<KeyView> All(IEnumerable<AccessKeyRow> rows, TimeProvider clock)
        => [.. rows.Select(row => Of(new AccessKey(row), clock.GetUtcNow()))];
}
