using HmsSync.Changes;
using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Map;

namespace HmsSync.Configuration.Compiling.Records;

/// <summary>What names a record at the partner.</summary>
/// <param name="Field">The partner field with its key, as a path; empty: it cannot be told, which is a fault.</param>
/// <param name="ByPartner">The partner makes it.</param>
/// <param name="Mapped">
/// Partner fields of the hub key, as far as it is mapped both ways; null: the hub key is not known here, but from the catalogue.
/// </param>
internal sealed record RecordKeyParts(string Field, bool ByPartner, IReadOnlyList<string>? Mapped)
{
    /// <summary>Names from the outside in.</summary>
    public IReadOnlyList<string> Path => FieldPath.Parse(Field)?.Segments ?? [];
}

/// <summary>Compiles <c>key</c> of one entry of <c>records</c>.</summary>
internal sealed class RecordKeyCompiler(
    CompileScope scope, ConfigEntry entry, ConfigSection records, MappingPlan mapping, TablePlan? table)
{
    public RecordKeyParts Compile()
    {
        var section = records.Node("key") is { } node ? ConfigSection.Open(node, RecordsShapes.Key, scope.Log) : null;
        var field = section?.Text("field");
        if (field is not null && FieldPath.Parse(field) is null)
        {
            section!.Fault("config.bad_value", "field", "'field' must be a field path", @"write a.b; a literal dot is \.");
        }

        if (section?.Choice("by", "us", "partner") != "partner")
        {
            return ByUs(section, field);
        }

        section.Require("field", "the partner's field that holds the key it makes");
        return new RecordKeyParts(field ?? "", true, Mapped());
    }

    private RecordKeyParts ByUs(ConfigSection? section, string? field)
    {
        var mapped = Mapped();
        if (mapped is not null && mapped.Count < table!.Key.Count)
        {
            scope.Log.Add(
                "config.key_not_mapped",
                records.PlaceOf("key"),
                $"the key of '{table.Name}' must be mapped both ways: {string.Join(", ", table.Key)}",
                "map it in 'fields', or write key: { field: …, by: partner }");
        }
        else if (field is null && mapped is not { Count: 1 } && table is not null)
        {
            scope.Log.Add(
                "config.missing_key",
                records.PlaceOf("key"),
                "'key.field' is missing: nothing here tells which partner field is the record's key",
                "write key: { field: … }");
        }
        else if (field is not null && mapped is not null && !mapped.Contains(field))
        {
            section!.Fault(
                "config.key_not_mapped",
                "field",
                $"'{field}' is not what the mapping makes of the key of '{entry.Key}'",
                $"write field: {mapped[0]}, or by: partner");
        }

        return new RecordKeyParts(field ?? mapped?.FirstOrDefault() ?? "", false, mapped);
    }

    private List<string>? Mapped()
        => table is { Key.Count: > 0 } ? [.. table.Key.Select(OutOf).OfType<string>()] : null;

    private string? OutOf(string column)
        => FieldPath.Of(column).Text is var hub && mapping.CanReceive(hub) ? mapping.PartnerFieldOf(hub) : null;
}
