using HmsSync.Changes;
using HmsSync.Configuration;

namespace HmsSync.Hosting.Listings;

/// <summary>A hub table as a partner keeps it.</summary>
/// <param name="Partner">Who keeps it.</param>
/// <param name="Records">How.</param>
/// <param name="Lane">The lane to the partner.</param>
internal sealed record KeptTable(Participant Partner, RecordsPlan Records, int Lane)
{
    public string Table => Records.Table;
}
