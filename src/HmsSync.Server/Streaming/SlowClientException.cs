namespace HmsSync.Server.Streaming;

/// <summary>A client has not read what was sent to it within its time.</summary>
internal sealed class SlowClientException : Exception;
