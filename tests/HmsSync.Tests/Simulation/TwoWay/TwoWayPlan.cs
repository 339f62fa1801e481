using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Map;
using HmsSync.Routing;
using HmsSync.Sdk;
using HmsSync.Tests.Map;
using NodaTime;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>The configuration of a two-way world.</summary>
internal static class TwoWayPlan
{
    public const string Table = "appointments";

    /// <summary>Mappings do not change, and compiling one takes longer than a short run.</summary>
    private static readonly Dictionary<(bool OwnKeys, bool Labels), MappingPlan> Mappings
        = new[] { (false, false), (false, true), (true, false), (true, true) }.ToDictionary(m => m, m => Mapping(m.Item1, m.Item2));

    public static EnginePlan Of(string hub, TwoWayDraw draw) => new()
    {
        Zone = DateTimeZone.Utc,
        Hub = new HubPlan(hub, false, [new TablePlan(Table)
        {
            ChangedAt = "updated_at",
            NewKeys = !draw.Calendars.Any(c => c.OwnKeys) ? NewKeys.Mapped : draw.Hub.Uuids ? NewKeys.Uuid : NewKeys.Database,
        }]),
        StorePath = "",
        Server = new ServerPlan(new Uri("http://127.0.0.1:0"), false, []),
        Replay = ReplayPlan.Default,
        Conflicts = new Dictionary<string, ConflictPlan> { [Table] = draw.Rules },
        Partners = [.. draw.Calendars.Select(flaws => Partner(flaws, draw.Hub))],
    };

    private static PartnerPlan Partner(CalendarFlaws flaws, HubHabits hub)
    {
        var mapping = Mappings[(flaws.OwnKeys, hub.Labels)];
        return new PartnerPlan(new Participant(flaws.Name))
        {
            Url = $"http://{flaws.Name}.example",
            Concurrency = 4,
            Timeout = TimeSpan.FromSeconds(3),
            Poll = TimeSpan.FromSeconds(5),
            Retry = new RetryPlan(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20), TimeSpan.FromDays(3)),
            Records = new Dictionary<string, RecordsPlan>
            {
                [Table] = new RecordsPlan(Table, mapping, Records(flaws)) { KeyField = "uid" },
            },
            Send = [new RoutePlan(Table, Condition.Always, false, mapping)],
            Receive = [new ReceivePlan("slotChange", mapping) { Table = Table }],
        };
    }

    private static RecordsSettings Records(CalendarFlaws flaws) => new()
    {
        Table = Table,
        KeyField = ["uid"],
        PartnerMakesKeys = flaws.OwnKeys,
        Full = !flaws.Deltas,
        Version = flaws.Etags ? ["etag"] : null,
        ChangedAt = flaws.Stamps ? ["updated_at"] : null,
        Items = ["items"],
        Next = ["next"],
        Deleted = ["deleted"],
        Calls = new RecordCalls
        {
            Insert = flaws.OwnKeys ? new RecordCall("POST", "/appointments") : new RecordCall("PUT", "/appointments/{uid}"),
            Update = new RecordCall(flaws.Puts ? "PUT" : "PATCH", "/appointments/{uid}"),
            Delete = new RecordCall("DELETE", "/appointments/{uid}"),
            Read = new RecordCall("GET", "/appointments/{uid}"),
            Find = flaws.OwnKeys ? new RecordCall("GET", "/appointments?ref={key}") : null,
            List = flaws.Unlisted ? null : new RecordCall("GET", "/appointments?cursor={cursor}"),
            Changes = flaws.ListsOnly ? null : new RecordCall("GET", "/appointments/changes?since={cursor}"),
        },
    };

    private static MappingPlan Mapping(bool ownKeys, bool labels)
    {
        var (key, label) = (ownKeys ? "ref" : "uid", labels ? ",\"label\": \"label\"" : "");
        return Mapped.Plan($$"""
            { "fields": {"id": "{{key}}", "start": "start", "status": "status", "notes": "notes" {{label}} },
              "equality": {"notes": "nocase"} }
            """);
    }
}
