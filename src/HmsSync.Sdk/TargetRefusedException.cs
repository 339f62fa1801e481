namespace HmsSync.Sdk;

/// <summary>
/// The guard will not dial this target: its address lies in a range that is closed, or its url is not plain http or https.
/// Nothing was sent. Adapters answer with <see cref="FailureKind.TargetRefused"/>.
/// </summary>
/// <param name="range">What the target is: <c>private (10.0.0.0/8)</c>, or what is wrong with the url.</param>
/// <param name="allow">The line that would allow it, such as <c>allow_network: [10.1.2.3/32]</c>; null when nothing does.</param>
public sealed class TargetRefusedException(string range, string? allow) : Exception(Text(range, allow))
{
    /// <summary>What the target is, never the whole url.</summary>
    public string Range { get; } = range;

    /// <summary>The line of the partner's configuration that would allow it; null when nothing does.</summary>
    public string? Allow { get; } = allow;

    private static string Text(string range, string? allow)
        => allow is null
            ? $"the target is refused: {range}; no setting opens it, correct the partner's url"
            : $"the target is refused: {range}; to allow it write under the partner: {allow}";
}
