using HmsSync.Cli.Samples;

namespace HmsSync.Cli.Demo;

/// <summary>A partner of the demo.</summary>
/// <param name="Name">Its key in the configuration, and the verb that runs it: <c>demo NAME</c>.</param>
/// <param name="Title">In a sentence.</param>
/// <param name="Url">Where the sample has it listen.</param>
internal sealed record DemoPartner(string Name, string Title, string Url)
{
    public static readonly DemoPartner Lotus = new("lotus_notes", "the calendar", SampleWorkspace.LotusUrl);
    public static readonly DemoPartner Hospital = new("hospital", "the hospital", SampleWorkspace.HospitalUrl);
    public static readonly DemoPartner Species = new("species_index", "the species index", SampleWorkspace.SpeciesUrl);
    public static readonly DemoPartner Registry = new("state_registry", "the state registry", SampleWorkspace.RegistryUrl);

    public static readonly IReadOnlyList<DemoPartner> All = [Hospital, Species, Registry, Lotus];
}
