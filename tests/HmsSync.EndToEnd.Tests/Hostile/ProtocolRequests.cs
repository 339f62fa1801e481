namespace HmsSync.EndToEnd.Tests.Hostile;

/// <summary>Requests that break the rules of HTTP itself (RFC 9112), or walk where there is nothing.</summary>
internal static class ProtocolRequests
{
    private const string Post = "POST /events HTTP/1.1\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n";

    public static IEnumerable<HostileRequest> All() => [.. Broken(), .. Elsewhere()];

    private static HostileRequest[] Broken() =>
    [
        new("not HTTP", 400, "HELLO\r\n\r\n"),
        new("TLS", 400, "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n"),
        new("HTTP/9.9", 505, "GET /replay HTTP/9.9\r\nHost: a\r\n\r\n"),
        new("no host", 400, "GET /replay HTTP/1.1\r\n\r\n"),
        new("two hosts", 400, "GET /replay HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        new("two lengths", 400, Post + "Host: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
        new("a length below 0", 400, Post + "Host: a\r\nContent-Length: -1\r\n\r\n"),
        new("a length that is none", 400, Post + "Host: a\r\nContent-Length: 0x10\r\n\r\n"),
        new("a length that promises too much", 413, Post + "Host: a\r\nContent-Length: 99999999\r\n\r\n"),
        new("no length and no body", 400, Post + "Host: a\r\n\r\n"),
        new("length and chunks, and no JSON", 400, Post + "Host: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        new(
            "length and chunks: the chunks count", 422,
            Post + "Host: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{  }\r\n0\r\n\r\n"),
        new("a folded header", 400, "GET /replay HTTP/1.1\r\nHost: a\r\nLast-Event-ID: 1\r\n 2\r\n\r\n"),
        new("a chunk that is none", 400, Post + "Host: a\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\n{}\r\n0\r\n\r\n"),
        new("an encoding that is none", 400, Post + "Host: a\r\nTransfer-Encoding: gzip\r\n\r\n"),
        new("a header with a blank", 400, "GET /replay HTTP/1.1\r\nHost : a\r\n\r\n"),
        new("a header without a colon", 400, "GET /replay HTTP/1.1\r\nHost: a\r\nx\r\n\r\n"),
        new("a header of 40 kB", 431, $"GET /replay HTTP/1.1\r\nHost: a\r\nX: {new string('x', 40_000)}\r\n\r\n"),
        new("too many headers", 431, $"GET /replay HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Repeat("X: y\r\n", 200))}\r\n"),
        new("a line of 20 kB", 414, $"GET /replay?since={new string('1', 20_000)} HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("a NUL in the path", 400, "GET /replay\0 HTTP/1.1\r\nHost: a\r\n\r\n"),
        new("no path", 400, "GET  HTTP/1.1\r\nHost: a\r\n\r\n"),
    ];

    private static HostileRequest[] Elsewhere() =>
    [
        HostileRequest.Known("nothing there", 404, "GET /nothing"),
        HostileRequest.Known("a path out of here", 404, "GET /../../../../etc/passwd"),
        HostileRequest.Known("a hidden path out of here", 404, "GET /%2e%2e%2f%2e%2e%2fetc%2fpasswd"),
        HostileRequest.Known("a file of the workspace", 404, "GET /sync.db.engine.json"),
        HostileRequest.Known("a door behind a door", 404, "GET /replay/../api/parked/99999999"),
        HostileRequest.Known("a number that is none", 404, "GET /api/parked/x"),
        HostileRequest.Known("another server's address", 400, "GET http://169.254.169.254/latest/meta-data"),
        HostileRequest.Stranger("a tunnel", 400, "CONNECT 169.254.169.254:80"),
        HostileRequest.Stranger("all options", 404, "OPTIONS *"),
        HostileRequest.Stranger(
            "a stranger at the api", 401, "GET /api/status", "X-Forwarded-For: 127.0.0.1\r\nForwarded: for=127.0.0.1\r\n"),
        HostileRequest.Stranger("a stranger at the metrics", 401, "GET /metrics"),
        HostileRequest.Stranger("health by POST", 405, "POST /healthz", "", "{}"),
    ];
}
