namespace HmsSync.Cli;

/// <summary>Nobody answers where the engine should be.</summary>
internal sealed class EngineAwayException(Uri url, Exception inner)
    : Exception($"No engine answers at {url}.", inner);
