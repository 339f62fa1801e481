namespace HmsSync.Server.Access;

/// <summary>What a caller may do.</summary>
[Flags]
internal enum Scopes
{
    None = 0,

    /// <summary><c>POST /events</c>.</summary>
    Publish = 1,

    /// <summary><c>GET /api/…</c> and <c>/metrics</c>.</summary>
    Read = 2,

    /// <summary><c>GET /replay</c>.</summary>
    Replay = 4,

    /// <summary><c>GET /stream</c>.</summary>
    Stream = 8,

    /// <summary>A partner's doorbells, where they are verified by <c>scheme: jwt</c> without a key of the partner's own.</summary>
    Webhook = 16,

    /// <summary>Everything.</summary>
    Admin = 32,
}

/// <summary>Scopes as words.</summary>
internal static class ScopeWords
{
    /// <summary>In the order in which they are told.</summary>
    private static readonly (string Word, Scopes Scope)[] Words =
    [
        ("publish", Scopes.Publish), ("read", Scopes.Read), ("replay", Scopes.Replay), ("stream", Scopes.Stream),
        ("webhook", Scopes.Webhook), ("admin", Scopes.Admin),
    ];

    public static string All => string.Join(", ", Words.Select(w => w.Word));

    /// <summary>Words with blanks or commas between them; null: one is none of ours, or there is none at all.</summary>
    public static Scopes? Parse(string text)
    {
        var scopes = Scopes.None;
        foreach (var word in text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            var known = Words.FirstOrDefault(w => w.Word == word).Scope;
            if (known == Scopes.None)
            {
                return null;
            }

            scopes |= known;
        }

        return scopes == Scopes.None ? null : scopes;
    }

    public static string Text(Scopes scopes) => string.Join(' ', List(scopes));

    public static IReadOnlyList<string> List(Scopes scopes)
        => [.. Words.Where(w => scopes.HasFlag(w.Scope)).Select(w => w.Word)];
}
