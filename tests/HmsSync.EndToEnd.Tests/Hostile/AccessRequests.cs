using System.Text;

namespace HmsSync.EndToEnd.Tests.Hostile;

/// <summary>Against signed doorbells, and the doors of keys, tokens and tickets.</summary>
internal static class AccessRequests
{
    private const string Bell = "POST /webhook/signed/bed";
    private const string Body = """{"bedsFree":1}""";
    private const string Wrong = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc=";

    public static IEnumerable<HostileRequest> All() => [.. Signed(), .. Doors()];

    private static IEnumerable<HostileRequest> Signed()
    {
        (string What, int Status, string Id, string Time, string Signature)[] rows =
        [
            ("nothing", 401, "", "", ""),
            ("a wrong signature", 401, "m", "1800000000", Wrong),
            ("an id with a dot", 401, "m.1800000000", "1800000000", Wrong),
            ("an id of 10 kB", 401, new string('i', 10_000), "1800000000", Wrong),
            ("a time that is none", 401, "m", "soon", Wrong),
            ("a time in milliseconds", 401, "m", "1800000000000", Wrong),
            ("a time below 0", 401, "m", "-1", Wrong),
            ("the year 9999", 401, "m", "253402300799", Wrong),
            ("a time past all numbers", 401, "m", new string('9', 400), Wrong),
            ("wrong base64", 401, "m", "1800000000", "v1,%%%"),
            ("an empty signature", 401, "m", "1800000000", "v1,"),
            ("500 signatures", 401, "m", "1800000000", string.Join(' ', Enumerable.Repeat(Wrong, 500))),
            ("an asymmetric one", 401, "m", "1800000000", "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZ"),
            ("commas alone", 401, "m", "1800000000", new string(',', 1_000)),
        ];
        foreach (var row in rows)
        {
            var headers = new StringBuilder();
            foreach (var (name, value) in new[] { ("id", row.Id), ("timestamp", row.Time), ("signature", row.Signature) })
            {
                headers.Append(value.Length == 0 ? "" : $"webhook-{name}: {value}\r\n");
            }

            yield return HostileRequest.Stranger($"signed: {row.What}", row.Status, Bell, headers.ToString(), Body);
        }

        yield return HostileRequest.Stranger("signed: two ids", 401, Bell, "webhook-id: a\r\nwebhook-id: b\r\n", Body);
        yield return HostileRequest.Stranger("signed: no JSON", 400, Bell, "webhook-id: a\r\n", "{");
    }

    private static HostileRequest[] Doors() =>
    [
        HostileRequest.Stranger("a ticket that is none", 401, "GET /stream?ticket=x"),
        HostileRequest.Stranger("an empty ticket", 401, "GET /stream?ticket="),
        HostileRequest.Stranger("two tickets", 401, "GET /stream?ticket=a&ticket=b"),
        HostileRequest.Stranger("a ticket of 7 kB", 401, $"GET /stream?ticket={new string('t', 7_000)}"),
        HostileRequest.Known("a ticket that is none, with a token", 401, "GET /stream?ticket=x"),
        HostileRequest.Stranger("a token that none signed", 401, "GET /replay", "Authorization: Bearer eyJhbGciOiJub25lIn0.e30.\r\n"),
        HostileRequest.Stranger("a token of dots", 401, "GET /replay", $"Authorization: Bearer {new string('.', 9_000)}\r\n"),
        HostileRequest.Stranger(
            "a key that is none", 401, "GET /replay", $"Authorization: Bearer hms_{new string('0', 16)}_{new string('A', 43)}\r\n"),
        HostileRequest.Stranger("a key that is cut", 401, "GET /replay", "Authorization: Bearer hms_\r\n"),
        HostileRequest.Stranger("no key for a token", 401, "POST /auth/token", "", "{}"),
        HostileRequest.Known("the operator's token for a token", 403, "POST /auth/token", "", "{}"),
        HostileRequest.Known("a ticket for another page", 403, "POST /auth/ticket", "Origin: https://evil.example\r\n", "{}"),
        HostileRequest.Known("a ticket by GET", 405, "GET /auth/ticket"),
        HostileRequest.Known("a key without a name", 422, "POST /api/keys", "", """{"scopes":"read"}"""),
        HostileRequest.Known("a key of a path", 422, "POST /api/keys", "", """{"name":"../x","scopes":"read"}"""),
        HostileRequest.Known(
            "a key for all, of a partner", 422, "POST /api/keys", "", """{"name":"x","scopes":"admin","partner":"county"}"""),
        HostileRequest.Known("a key that is no JSON", 400, "POST /api/keys", "", "{"),
        HostileRequest.Known("nobody's key", 404, "POST /api/keys/..%2fx/revoke", "", "{}"),
        HostileRequest.Stranger("keys, by a stranger", 401, "GET /api/keys"),
        HostileRequest.Stranger("public keys by POST", 405, "POST /.well-known/jwks.json", "", "{}"),
    ];
}
