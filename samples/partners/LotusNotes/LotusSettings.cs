namespace HmsSync.Partners;

/// <summary>What one gateway runs with; see <see cref="LotusNotes"/>.</summary>
/// <param name="Url">Where to listen; port 0 takes a free one.</param>
/// <param name="Token">What callers of <c>/api</c> must bear.</param>
/// <param name="Doorbell">Where it rings when a clerk did something.</param>
/// <param name="DataFile">JSON lines; made when it is not there.</param>
public sealed record LotusSettings(string Url, string Token, DoorbellSettings Doorbell, string DataFile);
