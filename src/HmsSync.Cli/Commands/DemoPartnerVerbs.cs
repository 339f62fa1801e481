using System.CommandLine;
using HmsSync.Cli.Demo;
using HmsSync.Cli.Samples;
using HmsSync.Cli.Shell;
using HmsSync.Partners;

namespace HmsSync.Cli.Commands;

/// <summary>
/// <c>demo NAME</c> runs one partner alone, in a workspace that <c>init --sample wildfire</c> made; the Lotus Notes calendar also in
/// the usual, and the clinic calendar wherever its token lies.
/// </summary>
internal static class DemoPartnerVerbs
{
    public static IEnumerable<Symbol> Create(CommandShell shell) =>
    [
        Partner(shell, "hospital", "Runs the hospital's bed scheduler alone", SampleWorkspace.HospitalUrl, RunHospitalAsync),
        Partner(shell, "species_index", "Runs the species index alone", SampleWorkspace.SpeciesUrl, RunSpeciesAsync),
        Partner(shell, "state_registry", "Runs the state registry alone", SampleWorkspace.RegistryUrl, RunRegistryAsync),
        Partner(shell, "lotus_notes", "Runs the Lotus Notes calendar alone", SampleWorkspace.LotusUrl, RunLotusAsync),
        Partner(
            shell, "clinic_calendar", "Runs a clinic's calendar alone", SampleWorkspace.CalendarUrl, RunCalendarAsync,
            $"with its token in {SampleWorkspace.CalendarToken}"),
        Desk(shell),
    ];

    private static Verb Partner(
        CommandShell shell,
        string name,
        string summary,
        string home,
        Func<PartnerRun, Task> run,
        string where = "in a folder that `init --sample wildfire` made")
    {
        var url = Text("--url", "Where it listens", "URL", home);
        var engine = Text("--engine", "Whose partner it is", "URL", SampleWorkspace.EngineUrl);
        var data = Text("--data", "Its memory; made when it is not there", "FILE", $"{name}.jsonl");
        return new Verb(name, $"{summary}, {where}", $"hms-sync demo {name}", url, engine, data)
            .Does(shell, async call =>
            {
                try
                {
                    await run(new PartnerRun(call, new Uri(call.Get(url)!), new Uri(call.Get(engine)!), call.Get(data)!));
                    return ExitCode.Done;
                }
                catch (UriFormatException)
                {
                    throw CommandFailedException.Usage("--url and --engine are addresses such as http://127.0.0.1:8701");
                }
                catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
                {
                    throw CommandFailedException.Usage(e.Message);
                }
            });
    }

    private static Task RunHospitalAsync(PartnerRun run) => Hospital.RunAsync(
        new HospitalSettings(
            run.Url.ToString(), run.Secret(SampleWorkspace.HospitalToken),
            run.Doorbell("/webhook/bedChange", SampleWorkspace.HospitalDoorbell), run.Data),
        run.Call.World.Output, run.Call.World.Clock, run.Call.Stop);

    private static Task RunSpeciesAsync(PartnerRun run) => SpeciesIndex.RunAsync(
        new SpeciesSettings(
            run.Url.ToString(), new Uri(run.Engine, "/stream?partner=species_index"),
            run.Holds(SampleWorkspace.SpeciesKey) ? run.Secret(SampleWorkspace.SpeciesKey) : null, run.Data),
        run.Call.World.Output, run.Call.World.Clock, run.Call.Stop);

    private static Task RunRegistryAsync(PartnerRun run) => StateRegistry.RunAsync(
        new RegistrySettings(run.Url.ToString(), run.Secret(SampleWorkspace.RegistryToken), run.Data),
        run.Call.World.Output, run.Call.Stop);

    private static Task RunLotusAsync(PartnerRun run) => LotusNotes.RunAsync(
        new LotusSettings(
            run.Url.ToString(), run.Secret(SampleWorkspace.LotusToken),
            run.Doorbell("/webhook/lotus_notes/slotChange", SampleWorkspace.LotusDoorbell), run.Data),
        run.Call.World.Output, run.Call.World.Clock, run.Call.Stop);

    /// <summary>Rings only where it has a secret to ring with.</summary>
    private static Task RunCalendarAsync(PartnerRun run) => ClinicCalendar.RunAsync(
        new ClinicSettings(run.Url.ToString(), run.Secret(SampleWorkspace.CalendarToken), run.Data)
        {
            DoorbellUrl = run.Holds(SampleWorkspace.CalendarDoorbell)
                ? new Uri(run.Engine, "/webhook/clinic_calendar/slotChange")
                : null,
            DoorbellSecret = run.Holds(SampleWorkspace.CalendarDoorbell) ? run.Secret(SampleWorkspace.CalendarDoorbell) : "",
        },
        run.Call.World.Output, run.Call.World.Clock, run.Call.Stop);

    /// <summary>The hub's applications in the demo; a process of its own, not meant to be typed.</summary>
    private static Verb Desk(CommandShell shell)
    {
        var hub = Text("--hub", "The hub database", "FILE", SampleWorkspace.Hub);
        var desk = new Verb("hub_desk", "The hub's applications", "hms-sync demo hub_desk", hub) { Hidden = true };
        return desk.Does(shell, async call =>
        {
            await HubDesk.ServeAsync(call.Get(hub)!, call.World.Input(), call.World.Output, call.Stop);
            return ExitCode.Done;
        });
    }

    private static Option<string> Text(string name, string description, string form, string usual)
        => new(name) { Description = description, HelpName = form, DefaultValueFactory = _ => usual };

    /// <summary>What a partner was started with.</summary>
    private sealed record PartnerRun(Call Call, Uri Url, Uri Engine, string Data)
    {
        private string Folder => Path.GetDirectoryName(Call.ConfigPath)!;

        public bool Holds(string file) => File.Exists(Path.Combine(Folder, file));

        public string Secret(string file) => File.ReadAllText(Path.Combine(Folder, file)).Trim();

        public DoorbellSettings Doorbell(string path, string secret) => new(new Uri(Engine, path), Secret(secret));
    }
}
