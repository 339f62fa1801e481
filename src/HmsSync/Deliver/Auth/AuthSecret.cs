using HmsSync.Configuration;

namespace HmsSync.Deliver.Auth;

/// <summary>The secret that is sent: the newest. An empty one is no proof of anything and is refused.</summary>
internal static class AuthSecret
{
    /// <exception cref="InvalidOperationException">There is none, or it is empty.</exception>
    public static string Of(AuthPlan plan)
    {
        var secret = plan.Secrets.Count == 0 ? "" : plan.Secrets[0].Reveal();
        return string.IsNullOrWhiteSpace(secret)
            ? throw new InvalidOperationException("auth: the secret is empty; set the variable or file it comes from")
            : secret;
    }
}
