namespace HmsSync.Server.Access;

/// <summary>Who asks, and what it may.</summary>
/// <param name="Scopes">What its key and its token both allow.</param>
/// <param name="Key">The key that it came by; null: the operator of this machine.</param>
/// <param name="Expires">From then on it does not count; null: it does as long as its key.</param>
internal sealed record Caller(Scopes Scopes, AccessKey? Key, DateTimeOffset? Expires)
{
    /// <summary>Whoever has the token of this run, or, without keys, sits at this machine.</summary>
    public static readonly Caller Operator = new(Scopes.Admin, null, null);

    /// <summary>The partner whose view is all that it sees; null: it is bound to none.</summary>
    public string? Partner => Key is { Partner.Length: > 0 } key ? key.Partner : null;

    public bool May(Scopes scope) => Scopes.HasFlag(Scopes.Admin) || Scopes.HasFlag(scope);

    /// <summary>What was opened in its name is to be closed.</summary>
    public bool HasEnded(DateTimeOffset now) => Expires <= now || Key?.HasEnded(now) is true;
}
