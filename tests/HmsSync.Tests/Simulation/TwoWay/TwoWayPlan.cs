using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Routing;
using HmsSync.Sdk;
using NodaTime;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>The configuration of a two-way world.</summary>
internal static class TwoWayPlan
{
    private const string Mapping = """
        {"fields": {"id": "uid", "start": "start", "status": "status", "notes": "notes"}, "equality": {"notes": "nocase"}}
        """;

    public static EnginePlan Of(string hub, CalendarFlaws flaws)
    {
        var mapping = Map.Mapped.Plan(Mapping);
        var settings = new RecordsSettings
        {
            Table = "appointments",
            KeyField = ["uid"],
            Full = true,
            Version = flaws.Etags ? ["etag"] : null,
            ChangedAt = flaws.Stamps ? ["updated_at"] : null,
            Items = ["items"],
            Next = ["next"],
            Deleted = ["deleted"],
            Calls = new RecordCalls
            {
                Insert = new RecordCall("PUT", "/appointments/{uid}"),
                Update = new RecordCall("PATCH", "/appointments/{uid}"),
                Delete = new RecordCall("DELETE", "/appointments/{uid}"),
                Read = new RecordCall("GET", "/appointments/{uid}"),
                List = new RecordCall("GET", "/appointments?cursor={cursor}"),
                Changes = new RecordCall("GET", "/appointments/changes?since={cursor}"),
            },
        };
        var records = new RecordsPlan("appointments", mapping, settings) { KeyField = "uid" };
        return new EnginePlan
        {
            Zone = DateTimeZone.Utc,
            Hub = new HubPlan(hub, false, [new TablePlan("appointments") { ChangedAt = "updated_at" }]),
            StorePath = "",
            Server = new ServerPlan(new Uri("http://127.0.0.1:0"), false, []),
            Replay = ReplayPlan.Default,
            Partners =
            [
                new PartnerPlan(new Participant("calendar"))
                {
                    Url = "http://calendar.example",
                    Concurrency = 4,
                    Timeout = TimeSpan.FromSeconds(3),
                    Poll = TimeSpan.FromSeconds(5),
                    Retry = new RetryPlan(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20), TimeSpan.FromDays(3)),
                    Records = new Dictionary<string, RecordsPlan> { ["appointments"] = records },
                    Send = [new RoutePlan("appointments", Condition.Always, false, mapping)],
                    Receive = [new ReceivePlan("slotChange", mapping) { Table = "appointments" }],
                },
            ],
        };
    }
}
