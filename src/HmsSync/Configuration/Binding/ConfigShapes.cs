namespace HmsSync.Configuration.Binding;

/// <summary>Every section of <c>hms-sync.yml</c>.</summary>
internal static class ConfigShapes
{
    public static readonly ConfigShape Root = new(
        "top level",
        new("zone", "UTC"), new("hub", "required", "hms"), new("store", "sync.db"), new("server"), new("replay"),
        new("conflicts", "conflicts/"), new("governance"), new("adapters", "adapters/"), new("partners"));

    public static readonly ConfigShape Hub = new(
        "hub",
        new("feed", "sqlite"), new("connection", "required"), new("snapshot"), new("tables"),
        new("slot", "hms_sync"), new("max_retained", "10GiB"));

    public static readonly ConfigShape Table = new(
        "hub.tables.TABLE",
        new("key", "catalogue"), new("new_keys", "mapped"), new("references", "catalogue"), new(
            "changed_at", "trigger time"),
        new("event"));

    public static readonly ConfigShape Server = new(
        "server", new("listen", "http://127.0.0.1:8080"), new("cors"), new("auth", "required"), new("rate", "unlimited"));

    public static readonly ConfigShape Replay = new(
        "replay", new("keep_events", "1000000"), new("keep_for", "7d"), new("owed"));

    public static readonly ConfigShape Owed = new(
        "replay.owed", new("max_age", "30d"), new("max_events", "10000000"));

    public static readonly ConfigShape Partner = new(
        "partners.NAME",
        new("adapter", "http"), new("settings"), new("url", "required for http"), new("method", "POST"),
        new("deletes", "ignore"), new("auth"), new("mapping"), new("mode", "stream"), new("schedule"), new("send"),
        new("receive"), new("format", "flat"), new("timeout", "10s"), new("concurrency", "8"), new("rate", "unlimited"),
        new("retry"), new("allow_network"), new("ca"), new("records"), new("silence"));

    public static readonly ConfigShape Deletes = new(
        "partners.NAME.deletes", new("method", "DELETE"), new("url", "the partner's"));

    public static readonly ConfigShape Auth = new(
        "partners.NAME.auth",
        new("bearer"), new("basic"), new("header"), new("body_field"), new("secret"),
        new("api_key"), new("in", "header"), new("standard_webhooks"), new("oauth2_client_credentials"), new("mtls"));

    public static readonly ConfigShape OAuth2 = new(
        "partners.NAME.auth.oauth2_client_credentials",
        new("token_url", "required"), new("client_id", "required"), new("secret", "required"), new("scope"), new("send", "header"));

    public static readonly ConfigShape Mtls = new(
        "partners.NAME.auth.mtls", new("certificate", "required"), new("key", "required"));

    public static readonly ConfigShape Schedule = new(
        "partners.NAME.schedule", new("cron"), new("every"), new("missed", "run"));

    public static readonly ConfigShape Retry = new(
        "partners.NAME.retry", new("first", "1s"), new("max", "5m"), new("give_up_after", "3d"));

    public static readonly ConfigShape Route = new(
        "partners.NAME.send", new("on", "required", "event"), new("where"), new("leaves", "keep"),
        new("mapping", "the partner's"));

    public static readonly ConfigShape Receive = new(
        "partners.NAME.receive", new("poll"), new("webhook"), new("events"));

    public static readonly ConfigShape Webhook = new(
        "partners.NAME.receive.webhook", new("verify", "required"), new("id"), new("rate", "unlimited"));

    public static readonly ConfigShape Verify = new(
        "partners.NAME.receive.webhook.verify",
        new("scheme", "required"), new("field"), new("header"), new("secret"), new("prefix"), new("encoding", "hex"),
        new("user"), new("key"), new("audience"), new("issuer"));

    public static readonly ConfigShape WebhookId = new(
        "partners.NAME.receive.webhook.id", new("header"), new("field"));

    public static readonly ConfigShape Doorbell = new(
        "partners.NAME.receive.events.EVENT",
        new("publish"), new("table"), new("poll"), new("op", "upsert"), new("version"), new("items"), new("path"),
        new("mapping", "the partner's"));

    public static readonly ConfigShape OpWords = new(
        "partners.NAME.receive.events.EVENT.op", new("field", "required"), new("insert"), new("update"), new("delete"));

    /// <summary>All of them, in the order they are documented.</summary>
    public static readonly IReadOnlyList<ConfigShape> All =
    [
        Root, Hub, Table, Server, Replay, Owed, Partner, Deletes, Auth, OAuth2, Mtls, Schedule, Retry, Route, Receive, Webhook,
        Verify,
        WebhookId, Doorbell, OpWords, RecordsShapes.Records, RecordsShapes.Key, MappingShape.Mapping, MappingShape.Format,
        .. ConflictShapes.All,
    ];
}
