namespace HmsSync.Configuration;

/// <summary>How a push proves who we are. <paramref name="Name"/>: header, body field or user, as the kind needs.</summary>
internal sealed record AuthPlan(AuthKind Kind, string Name, IReadOnlyList<Secret> Secrets)
{
    public static readonly AuthPlan None = new(AuthKind.None, "", []);
}

internal enum AuthKind
{
    None,
    Bearer,
    Basic,
    Header,
    BodyField,
}
