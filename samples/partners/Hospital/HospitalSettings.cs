namespace HmsSync.Partners;

/// <summary>What one scheduler runs with; see <see cref="Hospital"/>.</summary>
/// <param name="Url">Where to listen; port 0 takes a free one.</param>
/// <param name="Token">What callers must write into the field <c>token</c> of a reservation.</param>
/// <param name="Doorbell">Where it rings when the number of free beds changed.</param>
/// <param name="DataFile">JSON lines; made when it is not there.</param>
public sealed record HospitalSettings(string Url, string Token, DoorbellSettings Doorbell, string DataFile);
