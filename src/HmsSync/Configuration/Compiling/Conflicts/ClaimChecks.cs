using System.Buffers;
using System.Text.Json;
using HmsSync.Configuration.Reading;
using HmsSync.Map;

namespace HmsSync.Configuration.Compiling.Conflicts;

/// <summary>Judges the claims of a table beside the mappings: whether every partner that can lose can be told so.</summary>
internal sealed class ClaimChecks(FaultLog log, TableTraffic traffic)
{
    public void Check(ConflictPlan plan)
    {
        foreach (var (claim, partner) in plan.Claims.SelectMany(c => traffic.Changers.Select(p => (c, p))))
        {
            if (claim.Unless.Count == 0 && !partner.Deletes.Sent)
            {
                CannotTell(claim, partner, "it is sent no deletes", "write 'unless', or deletes: send");
            }

            MappingPlan[] outward = [.. partner.Outward(plan.Table)];
            if (outward.Length == 0)
            {
                CannotTell(claim, partner, "nothing of the table is sent to it", $"send {plan.Table} to it");
            }

            foreach (var mapping in outward)
            {
                Sent(claim, partner, mapping);
            }
        }
    }

    private void Sent(ClaimPlan claim, PartnerPlan partner, MappingPlan mapping)
    {
        string[] told = claim.Tell is { } tell ? [tell.Field] : [];
        foreach (var column in claim.Unless.Select(u => u.Field).Concat(told))
        {
            if (!mapping.KeepsRest && !mapping.OutwardColumns.Contains(column))
            {
                CannotTell(claim, partner, $"its mapping does not send '{column}'", "map it in 'fields'");
            }
        }

        foreach (var value in claim.Unless.Where(u => mapping.OutwardColumns.Contains(u.Field)))
        {
            if (mapping.ToPartner(Record(value), defaults: false, new ArrayBufferWriter<byte>()).IsFault)
            {
                CannotTell(
                    claim, partner, $"its mapping has no word for what 'unless' says of '{value.Field}'", "add it to 'values'");
            }
        }
    }

    private void CannotTell(ClaimPlan claim, PartnerPlan partner, string why, string remedy)
        => log.Warn(
            "conflicts.cannot_tell", claim.Place,
            $"who loses '{claim.Name}' at '{partner.Name}' cannot be told: {why}", remedy);

    private static byte[] Record(FieldValue value)
    {
        var record = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(record))
        {
            writer.WriteStartObject();
            writer.WritePropertyName(value.Field);
            writer.WriteRawValue(value.Json.Span);
            writer.WriteEndObject();
        }

        return record.WrittenSpan.ToArray();
    }
}
