using System.Globalization;
using System.Text.Json;

namespace HmsSync.Partners;

/// <summary>Reads what callers send.</summary>
internal static class HospitalShape
{
    private const int LongestText = 200;

    /// <summary>
    /// <c>{bedCap, start, priority?, rule?}</c>: beds from 0 to all there are, a date or time, <c>LOW</c>, <c>NORMAL</c>
    /// (usual) or <c>HIGH</c>, and whose rule it is (a number or a text; without it the call stands for itself). Other fields are ignored.
    /// </summary>
    /// <returns>Null: wrong shape.</returns>
    public static HospitalLine? Reservation(PartnerCall call)
    {
        if (call.Body is not { ValueKind: JsonValueKind.Object } body
            || !body.TryGetProperty("bedCap", out var beds) || beds.ValueKind != JsonValueKind.Number
            || !beds.TryGetInt32(out var cap) || cap is < 0 or > HospitalBeds.Total
            || Text(body, "start") is not { } start
            || !DateTimeOffset.TryParse(start, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out _))
        {
            return null;
        }

        var priority = body.TryGetProperty("priority", out _) ? Text(body, "priority") ?? "" : "NORMAL";
        var rule = body.TryGetProperty("rule", out var given) ? given.ToString() : call.Key ?? call.Request;
        return priority is "LOW" or "NORMAL" or "HIGH" && rule.Length is > 0 and <= LongestText
            ? new HospitalLine(HospitalDeed.Reserved) { Rule = rule, BedCap = cap, Start = start, Priority = priority }
            : null;
    }

    private static string? Text(JsonElement body, string name)
        => body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
