using System.Net;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Map;
using HmsSync.Routing;
using NodaTime;

namespace HmsSync.Cli.Bench.Postgres;

/// <summary>The engine of the benchmark: one table to one partner, as many calls at once as the bare loop has lanes.</summary>
internal static class BenchPlan
{
    public const string Slot = "hms_sync";
    public const string Partner = "partner";

    /// <summary>Calls at the same time, and lanes of the bare loop.</summary>
    public const int Lanes = 32;

    public static EnginePlan Of(string folder, string connection, string url) => new()
    {
        Zone = DateTimeZone.Utc,
        Hub = new HubPlan(connection, false, [new TablePlan(HubServer.Table)]) { Kind = HubKind.Postgres, Slot = Slot },
        StorePath = Store(folder),
        Server = new ServerPlan(new Uri("http://127.0.0.1:0"), false, []),
        Replay = ReplayPlan.Default,
        Partners =
        [
            new PartnerPlan(new Participant(Partner))
            {
                Url = url,
                Concurrency = Lanes,
                AllowNetwork = [IPNetwork.Parse("127.0.0.0/8")],
                Send = [new RoutePlan(HubServer.Table, Condition.Always, false, MappingPlan.Identity)],
            },
        ],
    };

    public static string Store(string folder) => Path.Combine(folder, "sync.db");
}
