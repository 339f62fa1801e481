namespace HmsSync.Diagnostics;

/// <summary>Every metric there is, declared once.</summary>
internal static class MetricNames
{
    public static readonly MetricName Events = new(
        "sync_events_total", "counter", "Deliveries that ended since the start, by outcome: one for each that an audit row stands for",
        "participant", "direction", "outcome");

    public static readonly MetricName Conflicts = new(
        "sync_conflicts_total", "counter", "Fields that both sides had changed, by the rule that decided and who won",
        "table", "field", "rule", "winner");

    public static readonly MetricName DeliverySeconds = new(
        "sync_delivery_seconds", "histogram", "From the commit in the journal to the participant's acknowledgement", "participant");

    public static readonly MetricName LagEvents = new(
        "sync_lane_lag_events", "gauge", "Deliveries that are owed and not ended", "participant");

    public static readonly MetricName LagSeconds = new(
        "sync_lane_lag_seconds", "gauge", "Age of the oldest delivery that is owed and not ended; 0 when nothing is", "participant");

    public static readonly MetricName Waiting = new(
        "sync_waiting", "gauge", "Deliveries that failed and wait for their next try, and those behind them", "participant");

    public static readonly MetricName Parked = new(
        "sync_parked", "gauge", "Rows that need a person", "participant", "code");

    public static readonly MetricName Retries = new(
        "sync_retries_total", "counter", "Tries of deliveries after their first", "participant");

    public static readonly MetricName EchoesSuppressed = new(
        "sync_echoes_suppressed_total", "counter", "Hub changes that we had made ourselves and the partner already held: no call",
        "participant");

    public static readonly MetricName FeedLagBytes = new(
        "sync_feed_lag_bytes", "gauge", "Write-ahead log that a PostgreSQL hub holds back for us");

    public static readonly MetricName FeedLagSeconds = new(
        "sync_feed_lag_seconds", "gauge", "For how long the hub has had a change that is not in the journal; 0 when it has none");

    public static readonly MetricName BackfillRecords = new(
        "sync_backfill_records", "gauge", "Records that were read so far of a hub table that is being read whole; no value when none is",
        "table");

    public static readonly MetricName JournalEvents = new(
        "sync_journal_events", "gauge", "Events that can be replayed: from the oldest from which on the journal is whole to the newest");

    public static readonly MetricName Withheld = new(
        "sync_withheld_total", "counter", "Fields that policy withheld", "participant", "class", "action")
    {
        Fed = false,
    };

    public static readonly MetricName Webhooks = new(
        "sync_webhooks_total", "counter", "Doorbells rung: taken, repeated, unauthorized, refused, failed (not kept, to be sent again)",
        "partner", "outcome");

    public static readonly MetricName StreamClients = new(
        "sync_stream_clients", "gauge", "Connections to the stream");

    public static readonly MetricName PartnerUp = new(
        "sync_partner_up", "gauge", "0 while the lane to the partner is held because it is away, or the engine has paused it; else 1",
        "participant");

    public static readonly MetricName ConflictsOpen = new(
        "sync_conflicts_open", "gauge", "Conflicts that wait for a person", "table");

    public static readonly MetricName DriftRecords = new(
        "sync_drift_records", "gauge", "Records that differed when both sides were compared last", "partner", "kind")
    {
        Fed = false,
    };

    public static readonly MetricName BuildInfo = new(
        "sync_build_info", "gauge", "Always 1; the label tells the version", "version");

    public static readonly IReadOnlyList<MetricName> All =
    [
        Events, Conflicts, DeliverySeconds, LagEvents, LagSeconds, Waiting, Parked, Retries, EchoesSuppressed, FeedLagBytes,
        FeedLagSeconds, BackfillRecords, JournalEvents, Withheld, Webhooks, StreamClients, PartnerUp, ConflictsOpen, DriftRecords,
        BuildInfo,
    ];
}
