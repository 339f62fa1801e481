namespace HmsSync.Server.Hosting;

/// <summary>The engine could not start: hub or store cannot be opened, or the address is taken.</summary>
/// <param name="message">What happened, where, and what to do.</param>
internal sealed class HostFailedException(string message) : Exception(message);
