namespace HmsSync.Partners;

/// <summary>A field survey.</summary>
/// <param name="Id">Its number.</param>
/// <param name="What">What is looked for, and how.</param>
/// <param name="Region">Where.</param>
internal sealed record Survey(string Id, string What, string Region)
{
    /// <summary>What this season brings.</summary>
    public static IReadOnlyList<Survey> Season { get; } =
    [
        new("NS-1", "cheatgrass, by drone", "north_ridge"),
        new("NS-2", "feral swine, by camera", "north_ridge"),
        new("NS-3", "zebra mussel, by boat", "lake_district"),
        new("NS-4", "spotted lanternfly, by trap", "south_valley"),
        new("NS-5", "yellow starthistle, by drone", "south_valley"),
    ];
}

/// <summary>A survey as the index's screen shows it.</summary>
/// <param name="Id">Its number.</param>
/// <param name="What">What is looked for, and how.</param>
/// <param name="Region">Where.</param>
/// <param name="State"><c>active</c> or <c>paused</c>.</param>
/// <param name="Rules">Which rules keep it paused.</param>
internal sealed record SurveyState(string Id, string What, string Region, string State, IReadOnlyList<long> Rules);
