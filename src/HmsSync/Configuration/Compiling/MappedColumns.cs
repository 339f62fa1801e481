namespace HmsSync.Configuration.Compiling;

/// <summary>Which columns of a hub table mappings name: what partners are told, or say, is not whole without them.</summary>
internal static class MappedColumns
{
    public static HubPlan Of(HubPlan hub, IReadOnlyList<PartnerPlan> partners)
        => hub with { Tables = [.. hub.Tables.Select(t => t with { Mapped = Of(t.Name, partners) })] };

    private static List<string> Of(string table, IReadOnlyList<PartnerPlan> partners)
    {
        var outward = partners.SelectMany(p => p.Outward(table)).SelectMany(m => m.OutwardColumns);
        var inward = partners.SelectMany(p => p.Inward(table)).SelectMany(m => m.InwardColumns);
        var records = partners.Select(p => p.Records.GetValueOrDefault(table)).OfType<RecordsPlan>()
            .SelectMany(r => r.Mapping.OutwardColumns.Concat(r.Mapping.InwardColumns));
        return [.. outward.Concat(inward).Concat(records).Distinct().Order(StringComparer.Ordinal)];
    }
}
