using HmsSync.Changes;
using HmsSync.Map;
using HmsSync.Routing;
using HmsSync.Sdk;

namespace HmsSync.Configuration;

/// <summary>One partner, compiled.</summary>
internal sealed record PartnerPlan(Participant Name)
{
    /// <summary>The adapter of a participant that is code of the embedding program; no file can name it.</summary>
    public const string HandlerAdapter = "handler";

    /// <summary><c>http</c>, <c>none</c>, or an installed adapter's name.</summary>
    public string Adapter { get; init; } = "http";

    public string Url { get; init; } = "";

    public string Method { get; init; } = "POST";

    public DeletesPlan Deletes { get; init; } = DeletesPlan.Ignore;

    public AuthPlan Auth { get; init; } = AuthPlan.None;

    /// <summary>Null: stream mode.</summary>
    public SchedulePlan? Batch { get; init; }

    /// <summary>The partner's own mapping: of what no route sends.</summary>
    public MappingPlan Mapping { get; init; } = MappingPlan.Identity;

    public IReadOnlyList<RoutePlan> Send { get; init; } = [];

    public IReadOnlyList<ReceivePlan> Receive { get; init; } = [];

    /// <summary>By hub table, what the partner keeps of it and answers for; without any each delivery is a call of its own.</summary>
    public IReadOnlyDictionary<string, RecordsPlan> Records { get; init; } = new Dictionary<string, RecordsPlan>();

    /// <summary>How often changes are read at the partner; null: only when a doorbell asks.</summary>
    public TimeSpan? Poll { get; init; }

    /// <summary>How a doorbell proves who rings; null: no webhook is taken.</summary>
    public VerifyPlan? Verify { get; init; }

    /// <summary>Where the sender's own id of a doorbell stands, beside the standard headers.</summary>
    public WebhookIdPlan? WebhookId { get; init; }

    /// <summary>Doorbells a second that are taken; null: no limit.</summary>
    public double? WebhookRate { get; init; }

    /// <summary>Over headers and body of one call.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Calls in flight at once, 1 to 1,024.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>Calls a second at most; null: no limit.</summary>
    public double? RatePerSecond { get; init; }

    public RetryPlan Retry { get; init; } = RetryPlan.Default;

    /// <summary>Told when nothing went out for so long though something is owed; null: not told.</summary>
    public TimeSpan? Silence { get; init; }

    /// <summary><c>format: cloudevents</c>: CloudEvents 1.0, structured. Else the mapped object alone.</summary>
    public bool CloudEvents { get; init; }

    /// <summary>Private ranges that may be called, as CIDR.</summary>
    public IReadOnlyList<System.Net.IPNetwork> AllowNetwork { get; init; } = [];

    /// <summary>Certificate authorities that its servers' certificates must lead to, as PEM; empty: those of the system.</summary>
    public string Ca { get; init; } = "";

    public bool IsHandler => Adapter == HandlerAdapter;

    /// <summary>The mappings by which it changes the table in the hub.</summary>
    public IEnumerable<MappingPlan> Inward(string table) => Receive.Where(r => r.Table == table).Select(r => r.Mapping);

    /// <summary>The mappings by which it is told of the table.</summary>
    public IEnumerable<MappingPlan> Outward(string table) => Send.Where(r => r.On == table).Select(r => r.Mapping);

    /// <summary>True when this partner may change the table in the hub.</summary>
    public bool MayChange(string table) => Records.ContainsKey(table) || Receive.Any(r => r.Table == table);

    /// <summary>The hub tables that this partner may change.</summary>
    public IEnumerable<string> TwoWayTables => Receive.Select(r => r.Table).OfType<string>().Concat(Records.Keys).Distinct();

    /// <summary>True when deletes in the table are sent to it.</summary>
    public bool SendsDeletes(string table)
        => Records.TryGetValue(table, out var records) ? records.CanDelete : Deletes.Sent;
}

internal sealed record DeletesPlan(bool Sent, DeleteCall? Call)
{
    public static readonly DeletesPlan Ignore = new(false, null);
}

/// <param name="First">Delay after the first failure.</param>
/// <param name="Max">Longest delay.</param>
/// <param name="GiveUpAfter">Since the first try; then the delivery parks.</param>
internal sealed record RetryPlan(TimeSpan First, TimeSpan Max, TimeSpan GiveUpAfter)
{
    public static readonly RetryPlan Default
        = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), TimeSpan.FromDays(3));
}

/// <summary>One entry of <c>send</c>: the first whose <c>on</c> and <c>where</c> hold takes the event.</summary>
/// <param name="On">Hub table or topic.</param>
/// <param name="Where">Judged on hub names and values.</param>
/// <param name="LeavesDelete">A record that stops matching is deleted at the partner; otherwise nothing is sent.</param>
/// <param name="Mapping">The route's own, or the partner's.</param>
internal sealed record RoutePlan(string On, Condition Where, bool LeavesDelete, MappingPlan Mapping);

/// <summary>When a batch is cut: a cron line, or every so often.</summary>
/// <param name="Cron">Five fields, in the engine's zone; null with <paramref name="Every"/>.</param>
/// <param name="Every">The period, counted from the last cut; null with <paramref name="Cron"/>.</param>
/// <param name="RunMissed">A run missed while the engine was down happens once at start.</param>
internal sealed record SchedulePlan(NCrontab.CrontabSchedule? Cron, TimeSpan? Every, bool RunMissed);
