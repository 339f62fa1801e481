using System.Collections.Frozen;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Deliver;
using HmsSync.Diagnostics;
using HmsSync.Feeds;
using HmsSync.Journal;
using HmsSync.Lanes;
using HmsSync.Lanes.Claims;
using HmsSync.Lanes.Handlers;
using HmsSync.Lanes.Meetings;
using HmsSync.Lanes.Records;
using HmsSync.Resolve;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;
using HmsSync.Views;

namespace HmsSync.Hosting;

/// <summary>Makes the lanes of an engine from its plan.</summary>
internal sealed class LaneFactory(
    EnginePlan plan,
    EngineSeams seams,
    Store store,
    LaneSetup setup,
    HubAppliers appliers,
    HubWords words,
    EventJournal journal,
    RecordRequests hubRecords,
    SyncMeter meter,
    List<HttpMessageInvoker> network)
{
    private const long AllWindowsBytes = 64 << 20;
    private const long SmallestWindowBytes = 256 << 10;
    private const int HubConcurrency = 256;

    private readonly Dictionary<string, MergePlan> _merges = plan.Conflicts.ToDictionary(
        c => c.Key, c => MergePlan.Of(c.Value), StringComparer.Ordinal);

    private readonly LinkTools _links = new(store, seams.Clock);
    private readonly Traces _traces = new(store);
    private readonly Dictionary<string, ClaimsOfTable> _claims = new(StringComparer.Ordinal);
    private readonly LaneTools _tools = new(store, seams.Clock, seams.Random, seams.Scheduler, plan.Zone)
    {
        Loggers = seams.Loggers,
        Meter = meter,
    };

    /// <summary>First meetings of partners with hub tables.</summary>
    public MeetingBook Meetings { get; } = new();

    /// <summary>Calls that no lane owes.</summary>
    public PartnerPushes Pushes { get; } = new(plan.Partners, store, seams.Clock);

    /// <summary>The adapters that were made, by partner; a partner that only listens has none.</summary>
    public Dictionary<Participant, PartnerAdapter> Adapters { get; } = [];

    /// <summary>What holds a lane before it deletes too much.</summary>
    public DeleteGuards Guards { get; } = new(plan.Conflicts, store, seams.Clock);

    /// <summary>Records that both sides change for ever.</summary>
    public OscillationBreaker Oscillations { get; } = new(store, seams.Clock);

    /// <summary>Who loses by claims, counted.</summary>
    public LoserLimits Losers { get; } = new(store, seams.Clock);

    public List<Lane> All()
    {
        foreach (var (table, conflicts) in plan.Conflicts.Where(c => c.Value.Claims.Count > 0))
        {
            _claims.Add(table, new ClaimsOfTable(table, conflicts.Claims, conflicts.Clock, Losers));
        }

        var lanes = plan.Partners.Select(To).ToList();
        lanes.AddRange(plan.Partners.Where(p => setup.ToHub.ContainsKey(p.Name)).Select(ToHubFrom));
        return setup.Checks == 0 ? lanes : [.. lanes, Checks()];
    }

    private OwedBound Owed { get; } = new(plan.Replay.OwedMaxAge, plan.Replay.OwedMaxEvents);

    private long WindowBytes => Math.Max(SmallestWindowBytes, AllWindowsBytes / Math.Max(1, plan.Partners.Count));

    private Lane To(PartnerPlan partner)
    {
        var (id, body) = setup.ToPartner[partner.Name];
        var lanePlan = new LanePlan
        {
            Id = id,
            Name = LaneNames.To(partner.Name),
            Participant = partner.Name,
            MirrorLane = id,
            Concurrency = partner.Concurrency,
            Retry = partner.Retry,
            RatePerSecond = partner.RatePerSecond,
            Batch = partner.Batch,
            WindowBytes = WindowBytes,
            Window = Owed.Window,
            Owed = Owed,
            Merges = !partner.IsHandler,
        };
        var deliverer = Deliverer(partner, id, body);
        var lane = new Lane(lanePlan, deliverer, _tools);
        if (Adapters.TryGetValue(partner.Name, out var adapter))
        {
            Pushes.Add(partner.Name, new PartnerPush(partner, adapter, lane, seams.Clock));
        }

        if (deliverer is ToBroken broken)
        {
            // Not stored: the next start tries it again.
            lane.PauseForNow(new LanePause(
                ToBroken.Code, LanePause.Engine, EventTime.From(seams.Clock.GetUtcNow()), broken.Why));
        }

        return lane;
    }

    private IDeliverer Deliverer(PartnerPlan partner, int lane, int body)
    {
        if (partner.Adapter == "none")
        {
            return new ToListener();
        }

        var keys = new IdempotencyKey(store.Epoch, partner.Name, body);
        if (partner.IsHandler)
        {
            return new ToHandler(
                partner, seams.Handlers[partner.Name.Name], keys, Pushes, words, seams.Clock,
                seams.Loggers.CreateLogger("HmsSync.Handlers"));
        }

        if (Adapter(partner, out var fault) is not { } adapter)
        {
            return new ToBroken(partner.Adapter, fault);
        }

        Adapters[partner.Name] = adapter;
        if (partner.Records.Count > 0)
        {
            _links.MarkUnknown(lane);
            Meet(partner, adapter, lane);
        }

        var flat = new ToPartner(partner, lane, adapter, keys, _links, words, Guards, Oscillations, _traces, seams.Clock);
        return partner.Records.Count == 0 ? flat : ToRecords(partner, lane, adapter, keys, flat);
    }

    private ToRecord ToRecords(PartnerPlan partner, int lane, PartnerAdapter adapter, IdempotencyKey keys, IDeliverer others)
    {
        var walks = new WalksBack(seams.Clock, partner.Timeout);
        var push = new RecordPush(partner, lane, adapter, keys, _traces, seams.Clock);
        var reports = new PartnerReports(partner.Name, journal, seams.Clock);
        var teller = new RecordTeller(lane, _links, push, reports, Oscillations, walks);
        var reader = new RecordReader(partner, adapter, seams.Clock);
        var look = new RecordLook(partner, lane, _links, reader, push, teller, reports, Meetings, walks);
        return new ToRecord(
            partner, lane, setup.ToHub[partner.Name], _links, push, teller, look, walks, Guards, Oscillations, Meetings, others);
    }

    /// <summary>Null: it cannot be had.</summary>
    private PartnerAdapter? Adapter(PartnerPlan partner, out string fault)
    {
        var factory = seams.Adapters.FirstOrDefault(a => a.Name == partner.Adapter)
            ?? throw new InvalidOperationException($"partners.{partner.Name}.adapter: there is no adapter {partner.Adapter}.");
        fault = "";
        try
        {
            network.Add(seams.Network(partner));
        }
        catch (InvalidOperationException unusable)
        {
            // Fails closed: nothing goes out without the auth that was asked for.
            fault = unusable.Message;
            return null;
        }

        try
        {
            return factory.Create(Context(partner, network[^1]));
        }
#pragma warning disable CA1031 // an adapter is foreign code; one that is broken must not keep the others from running
        catch (Exception broken)
#pragma warning restore CA1031
        {
            fault = broken.GetType().Name;
            return null;
        }
    }

    /// <summary>Who cannot list its records cannot meet: what it holds comes to light one by one.</summary>
    private void Meet(PartnerPlan partner, PartnerAdapter adapter, int lane)
    {
        foreach (var records in partner.Records.Values)
        {
            if (adapter.Capabilities(records.Table).HasFlag(RecordCapabilities.List))
            {
                Meetings.Add(new Meeting(
                    partner.Name,
                    records,
                    plan.Conflicts.GetValueOrDefault(records.Table) ?? new ConflictPlan(records.Table),
                    (lane, setup.ToHub[partner.Name]),
                    store.Readers.Read(reader => reader.Meetings.One(lane, records.Table)))
                {
                    ChangedAt = plan.Hub.Table(records.Table)?.ChangedAt,
                    OwesSnapshot = plan.Hub.SnapshotInitial
                        && plan.Conflicts.GetValueOrDefault(records.Table)?.First is { OnlyHubSent: false },
                });
            }
        }
    }

    private AdapterContext Context(PartnerPlan partner, HttpMessageInvoker http) => new()
    {
        Partner = partner.Name.Name,
        Url = partner.Url,
        Method = partner.Method,
        CloudEvents = partner.CloudEvents,
        Deletes = partner.Deletes.Call,
        Records = partner.Records.ToDictionary(r => r.Key, r => r.Value.Settings, StringComparer.Ordinal),
        Http = http,
        Clock = seams.Clock,
        Logger = seams.Loggers.CreateLogger($"HmsSync.Partners.{partner.Name}"),
    };

    private Lane ToHubFrom(PartnerPlan partner)
    {
        var id = setup.ToHub[partner.Name];
        var mirrorLane = setup.ToPartner[partner.Name].Lane;
        var lanePlan = new LanePlan
        {
            Id = id,
            Name = LaneNames.ToHubFrom(partner.Name),
            Participant = Participant.Hub,
            MirrorLane = mirrorLane,
            Concurrency = HubConcurrency,
            Retry = partner.Retry,
            WindowBytes = WindowBytes,
            Merges = false,
            NamedFields = partner.Receive.SelectMany(receive => receive.Mapping.HubFields)
                .Select(field => FieldPath.Parse(field)?.First ?? field)
                .ToFrozenSet(StringComparer.Ordinal),
        };
        var commits = new HubCommits(id, appliers, _links);
        var applying = new HubApplying(store.Epoch, id, mirrorLane, commits, hubRecords, _links, seams.Clock);
        var reader = Adapters.TryGetValue(partner.Name, out var adapter) ? new RecordReader(partner, adapter, seams.Clock) : null;
        var births = new BirthKeys(
            store.Epoch, id,
            plan.Hub.Tables.Where(t => t.NewKeys == NewKeys.Uuid).Select(t => t.Name).ToFrozenSet(StringComparer.Ordinal),
            seams.Hub.Records);
        var answers = new HubAnswers(store.Epoch, id, mirrorLane, appliers, _merges, _links, hubRecords)
        {
            Births = births,
            AtPartner = (table, key) => partner.Records.TryGetValue(table, out var records) && records.KeyByPartner
                ? key.AtPartner(partner.Name, records.KeyField)
                : null,
        };
        var finder = new MeetingFinder(_links, seams.Hub.Records);
        var deliverer = new ToHub(
            partner, _merges, id, mirrorLane, applying, answers, reader, _links, ClaimsOf, Guards, Oscillations, Meetings, finder,
            births, seams.Clock);
        return new Lane(lanePlan, deliverer, _tools);
    }

    private ClaimStage? ClaimsOf(string table)
        => _claims.TryGetValue(table, out var claims)
            ? new ClaimStage(claims, new ClaimKnowledge(claims, _links, hubRecords))
            : null;

    private Lane Checks()
    {
        var lanePlan = new LanePlan
        {
            Id = setup.Checks,
            Name = LaneNames.Checks,
            Participant = Participant.Hub,
            MirrorLane = setup.Checks,
            Concurrency = HubConcurrency,
            Retry = RetryPlan.Default,
            WindowBytes = WindowBytes,
            Merges = false,
        };
        var commits = new HubCommits(setup.Checks, appliers, _links);
        var answers = new HubAnswers(store.Epoch, setup.Checks, setup.Checks, appliers, _merges, _links, hubRecords);
        return new Lane(
            lanePlan, new ToChecks(store.Epoch, setup.Checks, _claims, commits, answers, _links, hubRecords), _tools);
    }
}
