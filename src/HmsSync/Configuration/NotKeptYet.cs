using HmsSync.Diagnostics;

namespace HmsSync.Configuration;

/// <summary>
/// What a configuration may ask for, is read and checked, and is not kept by this version: it is refused, so that nobody relies
/// on it.
/// </summary>
internal static class NotKeptYet
{
    /// <param name="plan">What was asked for.</param>
    /// <param name="path">The configuration file.</param>
    public static List<Fault> In(EnginePlan plan, string path)
    {
        var faults = new List<Fault>();
        foreach (var table in plan.Hub.Tables)
        {
            var byPartner = plan.Partners.Any(p => p.Records.TryGetValue(table.Name, out var records) && records.KeyByPartner);
            var deletesLosers = plan.Conflicts.GetValueOrDefault(table.Name)?.Claims.Any(c => c.Unless.Count == 0) is true;
            Refuse(byPartner && table.NewKeys == NewKeys.Uuid, table.Name, "new_keys: uuid with key: { by: partner }");
            Refuse(byPartner && deletesLosers, table.Name, "a claim without unless with key: { by: partner }");
        }

        return faults;

        void Refuse(bool isAsked, string table, string what)
        {
            if (isAsked)
            {
                faults.Add(new Fault(
                    "config.not_built",
                    new Place(path, 1, 1),
                    $"table {table}: '{what}' is part of the contract but is not built in this version",
                    "take it out; what it would have prevented is not prevented"));
            }
        }
    }
}
