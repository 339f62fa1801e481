namespace HmsSync.Tests.Fakes;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Method">Upper case.</param>
/// <param name="Target">Path and query, raw.</param>
/// <param name="Headers">By name, any case; several values joined by a comma.</param>
/// <param name="Body">As UTF-8.</param>
/// <param name="Connection">The same for requests that shared a connection.</param>
internal sealed record RecordedRequest(
    string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body, string Connection);
