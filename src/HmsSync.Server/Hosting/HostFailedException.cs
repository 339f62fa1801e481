namespace HmsSync.Server.Hosting;

/// <summary>The engine could not start: hub or store cannot be opened, or the address is taken.</summary>
/// <param name="message">What happened, where, and what to do.</param>
internal sealed class HostFailedException(string message) : Exception(message)
{
    /// <summary>What was configured does not fit the hub: the same start fails again.</summary>
    public bool IsConfiguration { get; init; }
}
