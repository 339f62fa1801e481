using HmsSync.Server.Access;

namespace HmsSync.Server.OpenApi;

/// <summary>Every route there is; a test holds the list against the server's.</summary>
internal static class Operations
{
    private const string Sse = "text/event-stream";
    private const string Any = "Object";

    private static readonly string[] Viewing = ["since", "after", "topic", "partner"];
    private static readonly string[] Json = ["application/json"];

    public static readonly IReadOnlyList<Operation> All =
    [
        .. Doors(), .. Access(),
        Look("/api/status", "How hub, store and lanes stand, worst first"),
        Look("/api/events", "The journal in hub words", "since", "topic", "after", "limit"),
        Look("/api/audit", "One row for each decided effect", "after", "limit", "partner"),
        Look("/api/webhooks/rejected", "The newest doorbells that were refused", "partner"),
        Look("/api/partners", "The partners and how they stand"),
        Act("/api/partners/{partner}/pause", "Lets nothing more go to or come from a partner"),
        Act("/api/partners/{partner}/resume", "Lets a partner go on"),
        Act("/api/partners/{partner}/test", "One harmless call to a partner"),
        Look("/api/partners/{partner}/link", "How a first meeting stands"),
        Act("/api/partners/{partner}/link", "Counts what would meet for the first time, or lets it meet"),
        Look("/api/resume", "What letting something go on would do", "target", "after"),
        Act("/api/resume", "Lets go on what was held for a person"),
        Look("/api/deliveries", "What came of deliveries, newest first", "partner", "table", "key", "since", "until", "limit"),
        Look("/api/deliveries/{id}", "One of them, with its tries and its data"),
        Look("/api/parked", "Deliveries that need a person", "partner"),
        Look("/api/parked/{id}", "One of them, with its data"),
        Act("/api/parked/redrive", "Drives parked deliveries again"),
        Act("/api/parked/drop", "Drops parked deliveries"),
        Act("/api/backfill", "Reads a whole hub table into lanes"),
        Look("/api/conflicts", "Where both sides had changed a field", "all"),
        Look("/api/conflicts/{id}", "One conflict"),
        Act("/api/conflicts/{id}/resolve", "Decides a conflict"),
        Act("/api/conflicts/{id}/revert", "Puts back what had lost"),
    ];

    private static Operation[] Doors() =>
    [
        new("POST", "/webhook/{partner}/{event}", "A partner rings: verified on the raw bytes, committed, then answered", null)
        {
            Body = Any, Success = 204, Answers = [], Refusals = [401, 409, 422],
        },
        new("POST", "/events", "Publishes a business event; answered when it is durable", Scopes.Publish)
        {
            Body = "Event", Success = 202, Refusals = [409, 422],
        },
        new("GET", "/replay", "What was missed, oldest first", Scopes.Replay)
        {
            Query = [.. Viewing, "limit"], Answers = [.. Json, "application/x-ndjson"], Refusals = [400, 404],
        },
        new("HEAD", "/replay", "The same without a body", Scopes.Replay) { Query = [.. Viewing, "limit"], Answers = [] },
        new("GET", "/stream", "The same as Server-Sent Events, and what comes", Scopes.Stream)
        {
            Query = [.. Viewing, "ticket"], Answers = [Sse], Refusals = [400, 404],
        },
        new("HEAD", "/stream", "The same without a body", Scopes.Stream) { Query = [.. Viewing, "ticket"], Answers = [] },
        new("GET", "/healthz", "The process answers", null),
        new("GET", "/readyz", "Whether hub, store and feeds are in order; 503 with the same body if not", null),
        new("GET", "/metrics", "Prometheus text", Scopes.Read) { Answers = ["text/plain"] },
        new("GET", "/openapi/v1.json", "This document", null),
    ];

    private static Operation[] Access() =>
    [
        new("POST", "/auth/token", "A key for a token that soon ends", Scopes.None) { Body = Any, Refusals = [422] },
        new("POST", "/auth/ticket", "A key for what opens one stream in a browser", Scopes.Stream) { Refusals = [429] },
        new("GET", "/.well-known/jwks.json", "The public keys by which our tokens are verified", null),
        new("GET", "/api/keys", "The keys that were issued, never what they are", Scopes.Admin),
        new("POST", "/api/keys", "Issues a key, and shows it this once", Scopes.Admin)
        {
            Body = "KeyForm", Success = 201, Refusals = [409, 422],
        },
        new("POST", "/api/keys/{name}/revoke", "Ends a key at once", Scopes.Admin) { Refusals = [404] },
        new("POST", "/api/keys/rotate", "Signs tokens with another key from now on", Scopes.Admin),
    ];

    private static Operation Look(string path, string summary, params string[] query)
        => new("GET", path, summary, Scopes.Read) { Query = query, Refusals = [400, 404] };

    private static Operation Act(string path, string summary)
        => new("POST", path, summary, Scopes.Admin) { Body = Any, Refusals = [404, 409, 422] };
}
