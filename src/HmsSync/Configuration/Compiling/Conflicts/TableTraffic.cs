using HmsSync.Map;

namespace HmsSync.Configuration.Compiling.Conflicts;

/// <summary>Who changes a table of the hub, and which columns the mappings carry which way.</summary>
internal sealed class TableTraffic(string table, IReadOnlyList<PartnerPlan> partners)
{
    public string Table { get; } = table;

    /// <summary>Partners that may change the table; none: it only goes out, and nothing can conflict.</summary>
    public IReadOnlyList<PartnerPlan> Changers { get; } = [.. partners.Where(p => p.MayChange(table))];

    /// <summary>A partner brings columns under their own names, so that only the catalogue knows them all.</summary>
    public bool BringsAny => Inward.Any(m => m.KeepsRest);

    /// <summary>The columns that partners bring by name.</summary>
    public IReadOnlyList<string> Brought
        => [.. Inward.SelectMany(m => m.InwardColumns).Distinct(StringComparer.Ordinal)];

    /// <summary>The columns that partners are told by name.</summary>
    public IReadOnlyList<string> Told
        => [.. partners.SelectMany(p => p.Outward(Table)).SelectMany(m => m.OutwardColumns).Distinct(StringComparer.Ordinal)];

    private IEnumerable<MappingPlan> Inward => Changers.SelectMany(p => p.Inward(Table));
}
