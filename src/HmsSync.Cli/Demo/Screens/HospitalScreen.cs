using System.Text.Json;
using System.Text.Json.Serialization;
using HmsSync.Cli.Output;

namespace HmsSync.Cli.Demo;

/// <summary>The ward's screen at the hospital's scheduler, over its own HTTP interface.</summary>
internal sealed class HospitalScreen(Uri url) : IDisposable
{
    private readonly EngineClient _http = EngineClient.Of(url, null);

    public async Task<Ward> WardAsync(CancellationToken stop)
        => (await _http.GetAsync("/ward", stop)).Deserialize<Ward>(JsonOut.Options)!;

    /// <summary>The beds that are held for a rule; null: none are.</summary>
    public async Task<Reservation?> ReservationAsync(long rule, CancellationToken stop)
        => (await WardAsync(stop)).Reservations.FirstOrDefault(r => r.Rule == rule.ToString(CultureInfo.InvariantCulture));

    /// <summary>A patient does not come.</summary>
    public Task CancelAsync(CancellationToken stop) => _http.PostAsync("/ward/cancel", null, stop);

    public void Dispose() => _http.Dispose();
}

/// <summary>The intensive care ward.</summary>
internal sealed record Ward(int Total, int Booked, int Held, int Free, IReadOnlyList<Reservation> Reservations)
{
    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Total} beds: {Booked} booked, {Held} held, {Free} free");
}

/// <summary>Beds that are held for a rule, with the numbers of the push that said so.</summary>
internal sealed record Reservation(
    string Rule, [property: JsonPropertyName("bedCap")] int BedCap, string Start, string? Priority, long? Seq, long? PartnerSeq);
