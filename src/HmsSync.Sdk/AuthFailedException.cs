namespace HmsSync.Sdk;

/// <summary>
/// The partner's auth could not be applied, so nothing was sent. Comes out of <see cref="AdapterContext.Http"/>; an adapter lets
/// it through, or answers with <see cref="Outcome"/>.
/// </summary>
/// <param name="outcome">The classified failure; holds no secret.</param>
public sealed class AuthFailedException(PushOutcome outcome) : Exception(Text(outcome))
{
    /// <summary>What the call came to.</summary>
    public PushOutcome Outcome { get; } = outcome;

    private static string Text(PushOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        return $"{outcome.Code}: {outcome.Detail}";
    }
}
