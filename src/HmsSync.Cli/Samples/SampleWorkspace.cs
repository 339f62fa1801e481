namespace HmsSync.Cli.Samples;

/// <summary>A workspace of <c>samples/</c>: what it is made of, and where its parts stand in it.</summary>
/// <param name="Name">Its folder below <c>samples/</c>.</param>
internal sealed record SampleWorkspace(string Name)
{
    public const string Config = "hms-sync.yml";
    public const string Hub = "hms.db";
    public const string Store = "sync.db";
    public const string EngineUrl = "http://127.0.0.1:8080";

    public const string LotusUrl = "http://127.0.0.1:8701";
    public const string LotusToken = "secrets/lotus.token";
    public const string LotusDoorbell = "secrets/lotus.doorbell";

    public const string HospitalUrl = "http://127.0.0.1:8702";
    public const string HospitalToken = "secrets/hospital.token";
    public const string HospitalDoorbell = "secrets/hospital.doorbell";

    public const string SpeciesUrl = "http://127.0.0.1:8703";

    /// <summary>Its key to the stream; only there where the engine asks for one.</summary>
    public const string SpeciesKey = "secrets/species.key";

    public const string RegistryUrl = "http://127.0.0.1:8704";
    public const string RegistryToken = "secrets/registry.token";

    public const string CalendarUrl = "http://127.0.0.1:8705";
    public const string CalendarToken = "secrets/clinic_calendar.token";

    /// <summary>Only there where the calendar rings.</summary>
    public const string CalendarDoorbell = "secrets/clinic_calendar.doorbell";

    /// <summary>One clinic and one calendar: what <c>init</c> writes.</summary>
    public static readonly SampleWorkspace Wic = new("wic")
    {
        Mappings = ["wic/mappings/lotus.json"],
        Conflicts = ["wic/conflicts/appointments.yml"],
        Schemas = ["wic/schema.sql"],
        Secrets = [LotusToken, LotusDoorbell],
    };

    /// <summary>Both stories of the demo.</summary>
    public static readonly SampleWorkspace Wildfire = new("wildfire")
    {
        Mappings =
        [
            "wildfire/mappings/hospital.json", "wildfire/mappings/species.json", "wildfire/mappings/beds.json",
            "wildfire/mappings/registry.json", "wic/mappings/lotus.json",
        ],
        Conflicts = ["wic/conflicts/appointments.yml"],
        Schemas = ["wic/schema.sql", "wildfire/schema.sql"],
        Secrets = [HospitalToken, HospitalDoorbell, RegistryToken, LotusToken, LotusDoorbell],
    };

    public static readonly IReadOnlyList<SampleWorkspace> All = [Wic, Wildfire];

    /// <summary>Embedded texts that go to <c>mappings/</c>.</summary>
    public required IReadOnlyList<string> Mappings { get; init; }

    /// <summary>Embedded texts that go to <c>conflicts/</c>.</summary>
    public required IReadOnlyList<string> Conflicts { get; init; }

    /// <summary>Embedded texts that make the hub's tables.</summary>
    public required IReadOnlyList<string> Schemas { get; init; }

    /// <summary>Drawn at random.</summary>
    public required IReadOnlyList<string> Secrets { get; init; }

    /// <summary>Embedded texts that are written as they are.</summary>
    public IEnumerable<string> Texts => [.. Mappings, .. Conflicts];

    /// <summary>Where such a text stands in the workspace: as below its sample.</summary>
    public static string PlaceOf(string text) => text[(text.IndexOf('/', StringComparison.Ordinal) + 1)..];
}
