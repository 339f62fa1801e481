namespace HmsSync.EndToEnd.Tests.Hostile;

/// <summary>Against <c>/replay</c> and <c>/stream</c>: questions, cursors, tokens, and what a client says it has seen.</summary>
internal static class ReadingRequests
{
    private const string Foreign = "00000000000000010000000000000000000000aa";

    private static readonly string[] Doors = ["/replay", "/stream"];

    public static IEnumerable<HostileRequest> All() =>
        [.. Doors.SelectMany(Questions), .. Doors.SelectMany(Tokens), .. Replay(), .. Seen()];

    private static IEnumerable<HostileRequest> Questions(string door)
    {
        (string What, int Status, string Query)[] rows =
        [
            ("a time that is none", 400, "since=soon"),
            ("a time before time", 400, "since=-1h"),
            ("a time past all", 400, "since=99999-01-01T00:00:00Z"),
            ("hours past all", 400, "since=999999999h"),
            ("digits without end", 400, "since=" + new string('9', 4_000)),
            ("a NUL for a time", 400, "since=%00"),
            ("two times", 400, "since=1h&since=2h"),
            ("two cursors", 400, "after=1&after=2"),
            ("a short cursor", 400, "after=1"),
            ("a long cursor", 400, "after=" + Foreign + "00"),
            ("a negative cursor", 400, "after=-0000000000000010000000000000000000000aa"),
            ("a cursor of commands", 400, "after=1;DROP%20TABLE%20journal"),
            ("a cursor of blanks", 400, "after=" + new string('+', 40)),
            ("a cursor of another store", 200, "after=" + Foreign),
            ("a cursor of the highest number", 200, "after=ffffffffffffffff7fffffff7fffffffffffffff"),
            ("a cursor with a view below 0", 400, "after=ffffffffffffffffffffffff7fffffffffffffff"),
            ("nobody's view", 404, "partner=nobody"),
            ("a view of a path", 404, "partner=../../etc/passwd"),
            ("a view of commands", 404, "partner=county'%20OR%20'1'='1"),
            ("a view of a NUL", 404, "partner=county%00"),
            ("a view twice", 400, "partner=county&partner=county"),
            ("a topic too long", 400, "topic=" + new string('t', 300)),
            ("a topic with a line's end", 400, "topic=a%0d%0adata:%20forged"),
            ("a topic that backtracks", 200, "topic=" + string.Concat(Enumerable.Repeat("*a", 120))),
            ("a topic of commands", 200, "topic=a';DROP%20TABLE%20journal;--"),
            ("broken escapes", 200, "topic=%zz%"),
            ("no UTF-8", 200, "topic=%ff%fe"),
            ("parts that nobody knows", 200, "what=%00&__proto__=1"),
            ("a thousand parts", 200, string.Concat(Enumerable.Repeat("x=1&", 1_500))),
        ];
        return rows.Select(row => HostileRequest.Known($"{door}: {row.What}", row.Status, $"GET {door}?{row.Query}"));
    }

    private static IEnumerable<HostileRequest> Tokens(string door)
    {
        (string What, int Status, string Headers)[] rows =
        [
            ("no token", 401, ""),
            ("an empty token", 401, "Authorization: Bearer \r\n"),
            ("a wrong token", 401, "Authorization: Bearer x\r\n"),
            ("a token and a tail", 401, "Authorization: Bearer {token}x\r\n"),
            ("two tokens", 401, "Authorization: Bearer {token}\r\nAuthorization: Bearer {token}\r\n"),
            ("another scheme", 401, "Authorization: Basic {token}\r\n"),
            ("a token of 10 kB", 401, $"Authorization: Bearer {new string('x', 10_000)}\r\n"),
            ("a token in a cookie", 401, "Cookie: token={token}\r\n"),
        ];
        foreach (var row in rows)
        {
            yield return HostileRequest.Stranger($"{door}: {row.What}", row.Status, $"GET {door}", row.Headers);
        }

        yield return HostileRequest.Stranger($"{door}: a token in the question", 401, $"GET {door}?token={{token}}&access_token={{token}}");
        foreach (var method in new[] { "POST", "PUT", "DELETE", "PATCH", "TRACE", "FOO" })
        {
            yield return HostileRequest.Known($"{door}: {method}", 405, $"{method} {door}");
        }

        yield return HostileRequest.Known($"{door}: HEAD", 200, $"HEAD {door}");
        yield return HostileRequest.Known($"{door}: a body with GET", 200, $"GET {door}", "", "{}");
        yield return HostileRequest.Known($"{door}: nothing that it accepts", 200, $"GET {door}", "Accept: ,,;;q=,/\r\n");
        yield return HostileRequest.Known($"{door}: a header of no UTF-8", 400, $"GET {door}", "Accept: \u00ff/\u00fe\r\n");
        yield return new HostileRequest(
            $"{door}: HTTP/1.0", 200, $"GET {door} HTTP/1.0\r\nAuthorization: Bearer {{token}}\r\n\r\n");
        yield return HostileRequest.Known(
            $"{door}: a preflight of a stranger",
            403,
            $"OPTIONS {door}",
            "Origin: https://evil.example\r\nAccess-Control-Request-Method: GET\r\n");
    }

    private static IEnumerable<HostileRequest> Replay()
    {
        foreach (var limit in new[] { "0", "-1", "1.5", "10001", "99999999999999999999", "x", "%00", "1;DROP%20TABLE%20journal" })
        {
            yield return HostileRequest.Known($"/replay: {limit} for a limit", 400, $"GET /replay?limit={limit}");
        }

        yield return HostileRequest.Known("/replay: a time to come", 200, "GET /replay?since=2199-01-01T00:00:00Z");
        yield return HostileRequest.Known(
            "/replay: more lines than there are numbers", 400, "GET /replay?limit=9999999999", "Accept: application/x-ndjson\r\n");
    }

    private static IEnumerable<HostileRequest> Seen()
    {
        (string What, int Status, string Id)[] rows =
        [
            ("empty", 200, ""),
            ("garbage", 200, "garbage"),
            ("negative", 200, "-1"),
            ("of another store", 200, Foreign),
            ("past the newest", 200, "ffffffffffffffff7fffffff7fffffffffffffff"),
            ("a NUL", 400, "a\0b"),
            ("no ASCII", 200, "\u00c3\u00a9"),
            ("no UTF-8", 400, "\u00ff\u00fe"),
            ("10 kB", 200, new string('1', 10_000)),
            ("1 MB", 431, new string('1', 1_000_000)),
        ];
        return rows.Select(row => HostileRequest.Known(
            $"/stream: a last id that is {row.What}", row.Status, "GET /stream", $"Last-Event-ID: {row.Id}\r\n"));
    }
}
