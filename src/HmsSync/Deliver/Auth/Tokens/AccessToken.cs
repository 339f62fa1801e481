namespace HmsSync.Deliver.Auth.Tokens;

/// <summary>A token of a partner's token endpoint.</summary>
/// <param name="Text">Goes behind <c>Bearer</c>; never printed.</param>
/// <param name="Until">From then on another is asked for: shortly before the partner would refuse it.</param>
internal sealed record AccessToken(string Text, DateTimeOffset Until)
{
    public override string ToString() => "***";
}
