using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using HmsSync.Seams;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// The network between one engine and the calendar, with its faults. What is on its way arrives even if the engine dies
/// meanwhile, but never after its deadline: a calendar that answers later than that has given the request up.
/// </summary>
internal sealed class SimCalendarNetwork(SimCalendar calendar, VirtualTime time, RandomSource random, SimFaults faults)
    : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        faults.Calls++;
        var call = await CalendarCall.ReadAsync(request);
        faults.Log($"{time.GetUtcNow():HH:mm:ss.fff} calendar <- {call}");
        if (faults.Down.Contains("calendar"))
        {
            throw new HttpRequestException(
                HttpRequestError.ConnectionError, "refused", new SocketException((int)SocketError.ConnectionRefused));
        }

        var answer = new TaskCompletionSource<HttpResponseMessage>();
        cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        var fate = faults.On ? random.Next(100) : 99;
        if (fate < 4)
        {
            return await answer.Task; // lost on the way there: the deadline ends it
        }

        time.After(Latency(), () =>
        {
            var response = fate < 8
                ? new HttpResponseMessage(fate < 6 ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.InternalServerError)
                : Take(call);
            faults.Log($"{time.GetUtcNow():HH:mm:ss.fff} calendar -> {(int)response.StatusCode} for {call}");
            if (fate is < 8 or >= 14)
            {
                time.After(Latency(), () => answer.TrySetResult(response));
            }
        });
        return await answer.Task;
    }

    private HttpResponseMessage Take(CalendarCall call) => call switch
    {
        { Method: "GET", Path: "/appointments/changes" } => Page(call),
        { Method: "GET", Path: "/appointments" } => Page(call),
        { Method: "GET" } => calendar.Entries.TryGetValue(call.Key, out var entry)
            ? Answer(200, call.Key, entry)
            : Answer(404, call.Key, null),
        _ => Write(call),
    };

    private HttpResponseMessage Write(CalendarCall call)
    {
        var done = calendar.Once(call.IdempotencyKey, call.ToString(), () => Act(call));
        return Answer(done.Status, call.Key, done.Entry, calendar.Flaws.SilentAnswers);
    }

    private CalendarAnswer Act(CalendarCall call)
    {
        var there = calendar.Entries.GetValueOrDefault(call.Key);
        if (call.Method == "PUT")
        {
            return there is not null && call.OnlyIfNone
                ? new CalendarAnswer(412)
                : new CalendarAnswer(201, calendar.Put(call.Key, With(call, there)));
        }

        if (there is null)
        {
            return new CalendarAnswer(404);
        }

        if (calendar.Flaws.Etags && call.IfMatch is { } version && version != Etag(there))
        {
            return new CalendarAnswer(412);
        }

        if (call.Method == "DELETE")
        {
            calendar.Remove(call.Key);
            return new CalendarAnswer(204);
        }

        return new CalendarAnswer(200, calendar.Put(call.Key, With(call, there)));
    }

    private System.Collections.Immutable.ImmutableDictionary<string, string> With(CalendarCall call, CalendarEntry? there)
    {
        var fields = there?.Fields
            ?? System.Collections.Immutable.ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in call.Fields)
        {
            fields = value is null ? fields.Remove(name) : fields.SetItem(name, calendar.Form(name, value));
        }

        return fields;
    }

    /// <summary>
    /// At most three items: what changed, or everything there is; a cursor is a place in the log or in the order of keys.
    /// </summary>
    private HttpResponseMessage Page(CalendarCall call)
    {
        var isList = call.Path == "/appointments";
        var keys = isList ? [.. calendar.Entries.Keys.Order(StringComparer.Ordinal)] : calendar.Log;
        var from = int.TryParse(call.Cursor, CultureInfo.InvariantCulture, out var cursor) ? cursor : 0;
        var page = keys.Skip(from).Take(3).ToList();
        var more = from + page.Count < keys.Count;
        var next = isList && !more ? "null" : $"\"{from + page.Count}\"";
        var items = page.Distinct().Select(key => calendar.Entries.TryGetValue(key, out var entry)
            ? Json(key, entry)
            : $$"""{"uid":{{key}},"deleted":true}""");
        return Response(200, $$"""{"items":[{{string.Join(',', items)}}],"next":{{(!isList && page.Count == 0 ? "null" : next)}}}""");
    }

    private HttpResponseMessage Answer(int status, string key, CalendarEntry? entry, bool silent = false)
    {
        var response = Response(status, entry is null || silent ? "" : Json(key, entry));
        if (entry is not null && calendar.Flaws.Etags)
        {
            response.Headers.ETag = new EntityTagHeaderValue(Etag(entry));
        }

        return response;
    }

    private string Json(string key, CalendarEntry entry)
    {
        var fields = entry.Fields.OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => $",\"{f.Key}\":{JsonSerializer.Serialize(f.Value)}");
        var etag = calendar.Flaws.Etags ? $",\"etag\":{JsonSerializer.Serialize(Etag(entry))}" : "";
        var stamp = calendar.Flaws.Stamps ? $",\"updated_at\":{entry.ChangedAt.ToUnixTimeMilliseconds()}" : "";
        var room = calendar.Rooms.TryGetValue(key, out var r) ? $",\"room\":\"{r}\"" : "";
        return $$"""{"uid":{{key}}{{string.Concat(fields)}}{{room}}{{etag}}{{stamp}}}""";
    }

    private static string Etag(CalendarEntry entry) => string.Create(CultureInfo.InvariantCulture, $"\"v{entry.Etag}\"");

    private static HttpResponseMessage Response(int status, string body) => new((HttpStatusCode)status)
    {
        Content = new StringContent(body, Encoding.UTF8, "application/json"),
    };

    private TimeSpan Latency()
        => TimeSpan.FromMilliseconds(faults.On && random.OneIn(20) ? random.Next(1_400) : 1 + random.Next(20));
}
