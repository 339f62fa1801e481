namespace HmsSync.Partners;

/// <summary>What one registry runs with; see <see cref="StateRegistry"/>.</summary>
/// <param name="Url">Where to listen; port 0 takes a free one.</param>
/// <param name="Token">What callers must bear.</param>
/// <param name="DataFile">JSON lines; made when it is not there.</param>
public sealed record RegistrySettings(string Url, string Token, string DataFile);
