using System.Text;

namespace HmsSync.EndToEnd.Tests.Hostile;

/// <summary>Against <c>/events</c> and the doorbells: bodies that are none, and bodies that mean nothing.</summary>
internal static class WritingRequests
{
    private const string Bell = "POST /webhook/county/rule";
    private const string Secret = HostileWorkspace.Secret;

    public static IEnumerable<HostileRequest> All() => [.. Bodies(), .. Types(), .. Events(), .. Doorbells()];

    private static IEnumerable<HostileRequest> Bodies()
    {
        (string What, int Status, string Body)[] rows =
        [
            ("nothing", 400, ""),
            ("white space", 400, " \r\n\t"),
            ("a text", 400, "\"x\""),
            ("a list", 400, "[{}]"),
            ("NaN", 400, """{"topic":"t","data":{"x":NaN}}"""),
            ("a leading zero", 400, """{"topic":"t","data":{"x":01}}"""),
            ("a comment", 400, """{"topic":"t"/**/}"""),
            ("a comma too many", 400, """{"topic":"t",}"""),
            ("two documents", 400, """{"topic":"t"}{"topic":"t"}"""),
            ("a name twice", 400, """{"topic":"t","topic":"u"}"""),
            ("a name twice, deep down", 400, """{"topic":"t","data":{"a":[{"b":1,"\u0062":2}]}}"""),
            ("half of a pair", 400, """{"topic":"t","data":{"x":"\ud800"}}"""),
            ("65 deep", 400, Deep(65)),
            ("100,000 deep", 400, Deep(100_000)),
            ("not closed", 400, """{"topic":"t","data":{"""),
            ("a byte order mark", 400, "\ufeff{}"),
            ("one byte too many", 413, $$$"""{"topic":"t","data":{"x":"{{{new string('x', (1 << 20) - 28)}}}"}}"""),
            ("16 MB", 413, new string(' ', 16 << 20)),
        ];
        return rows.SelectMany(row => new[]
        {
            HostileRequest.Known($"/events: {row.What}", row.Status, "POST /events", "", row.Body),
            HostileRequest.Stranger($"a doorbell: {row.What}", row.Status, Bell, "", row.Body),
        });
    }

    private static IEnumerable<HostileRequest> Types()
    {
        const string Event = """{"topic":"t","data":{}}""";
        foreach (var type in new[] { "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "x", "" })
        {
            yield return HostileRequest.Known($"/events: of type '{type}'", 415, "POST /events", $"Content-Type: {type}\r\n", Event);
        }

        foreach (var encoding in new[] { "gzip", "br", "identity, gzip", "x" })
        {
            yield return HostileRequest.Known($"/events: {encoding}", 415, "POST /events", $"Content-Encoding: {encoding}\r\n", Event);
            yield return HostileRequest.Stranger($"a doorbell: {encoding}", 415, Bell, $"Content-Encoding: {encoding}\r\n", Event);
        }

        yield return HostileRequest.Known(
            "/events: UTF-16", 400, "POST /events", "", Encoding.UTF8.GetString(Encoding.Unicode.GetBytes(Event)));
        yield return HostileRequest.Known("/events: from another page", 403, "POST /events", "Origin: https://evil.example\r\n", Event);
        yield return HostileRequest.Stranger("/events: no token", 401, "POST /events", "", Event);
    }

    private static IEnumerable<HostileRequest> Events()
    {
        (string What, string Body)[] rows =
        [
            ("no topic", """{"data":{}}"""),
            ("a topic that is a number", """{"topic":1}"""),
            ("an empty topic", """{"topic":""}"""),
            ("a topic with a line's end", """{"topic":"a\nid: 1"}"""),
            ("a topic of a path", """{"topic":"../../etc/passwd"}"""),
            ("a topic of 10 kB", $$"""{"topic":"{{new string('t', 10_000)}}"}"""),
            ("a table for a topic", """{"topic":"rules","data":{"id":1}}"""),
            ("data that is a list", """{"topic":"t","data":[]}"""),
            ("data that is a text", """{"topic":"t","data":"x"}"""),
            ("a key of 10 kB", $$"""{"topic":"t","key":"{{new string('k', 10_000)}}"}"""),
            ("a key that is a list", """{"topic":"t","key":[1]}"""),
            ("an id of 10 kB", $$"""{"topic":"t","id":"{{new string('i', 10_000)}}"}"""),
            ("an id that is a number", """{"topic":"t","id":1}"""),
            ("a field that nobody knows", """{"topic":"t","admin":true}"""),
            ("a CloudEvent of another day", """{"specversion":"0.3","type":"t","source":"s","id":"1"}"""),
            ("half a CloudEvent", """{"specversion":"1.0","type":"t"}"""),
        ];
        return rows.Select(row => HostileRequest.Known($"/events: {row.What}", 422, "POST /events", "", row.Body));
    }

    private static IEnumerable<HostileRequest> Doorbells()
    {
        (string What, int Status, string Path, string Body)[] rows =
        [
            ("no secret", 401, "county/rule", """{"id":1}"""),
            ("a wrong secret", 401, "county/rule", """{"auth":"x","id":1}"""),
            ("a secret that is null", 401, "county/rule", """{"auth":null,"id":1}"""),
            ("a secret in a list", 401, "county/rule", $$"""{"auth":["{{Secret}}"],"id":1}"""),
            ("a secret of 10 kB", 401, "county/rule", $$"""{"auth":"{{new string('s', 10_000)}}","id":1}"""),
            ("nobody's bell", 401, "nobody/rule", $$"""{"auth":"{{Secret}}","id":1}"""),
            ("a bell that is none", 401, "county/nothing", $$"""{"auth":"{{Secret}}","id":1}"""),
            ("a bell of a path", 401, "..%2f..%2fetc/passwd", $$"""{"auth":"{{Secret}}","id":1}"""),
            ("no key", 422, "county/rule", $$"""{"auth":"{{Secret}}"}"""),
            ("a key that is a list", 422, "county/rule", $$"""{"auth":"{{Secret}}","id":[1]}"""),
            ("a key that is null", 422, "county/rule", $$"""{"auth":"{{Secret}}","id":null}"""),
            ("no items", 422, "county/many", $$"""{"auth":"{{Secret}}"}"""),
            ("items that are none", 422, "county/many", $$"""{"auth":"{{Secret}}","entries":[1]}"""),
            ("100,000 items", 422, "county/many", $$"""{"auth":"{{Secret}}","entries":[{{Items(100_000)}}]}"""),
        ];
        return [
            .. rows.Select(row => HostileRequest.Stranger(
                $"a doorbell: {row.What}", row.Status, $"POST /webhook/{row.Path}", "", row.Body)),
            HostileRequest.Stranger(
                "a doorbell: an id of 10 kB",
                422,
                Bell,
                $"webhook-id: {new string('i', 10_000)}\r\n",
                $$"""{"auth":"{{Secret}}","id":1}"""),
        ];
    }

    private static string Items(int count) => string.Join(',', Enumerable.Repeat("{}", count));

    private static string Deep(int levels) => new StringBuilder("""{"topic":"t","data":""")
        .Insert("""{"topic":"t","data":""".Length, """{"a":""", levels - 1).Append('1').Append('}', levels).ToString();
}
