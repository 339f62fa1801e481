using System.Text.Json.Serialization;

namespace HmsSync.Partners;

/// <summary>The intensive care ward as its own screen shows it.</summary>
/// <param name="Total">Beds there are.</param>
/// <param name="Booked">Beds that are booked for patients.</param>
/// <param name="Held">Beds that are held by rules: the most that any of them asks for.</param>
/// <param name="Free">What is left.</param>
/// <param name="Reservations">By rule, in order of arrival.</param>
internal sealed record HospitalWard(int Total, int Booked, int Held, int Free, IReadOnlyList<HospitalReservation> Reservations);

/// <summary>Beds that a rule wants held.</summary>
internal sealed record HospitalReservation(
    string Rule,
    [property: JsonPropertyName("bedCap")] int BedCap,
    string Start,
    string? Priority,
    long? Seq,
    long? PartnerSeq);
