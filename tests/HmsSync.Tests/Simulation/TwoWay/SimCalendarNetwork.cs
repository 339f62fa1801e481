using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using HmsSync.Seams;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// The network between one engine and a calendar, with its faults. What is on its way arrives even if the engine dies
/// meanwhile, but never after its deadline: a calendar that answers later than that has given the request up.
/// </summary>
internal sealed class SimCalendarNetwork(SimCalendar calendar, VirtualTime time, RandomSource random, SimFaults faults, NetworkFlaws flaws)
    : HttpMessageHandler
{
    private const int PageSize = 3;

    private string Name => calendar.Flaws.Name;

    private DateTimeOffset Now => time.GetUtcNow();

    private NetworkFlaws Flaws => faults.On ? flaws : NetworkFlaws.None;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        faults.Calls++;
        var call = await CalendarCall.ReadAsync(request);
        faults.Log($"{Now:HH:mm:ss.fff} {Name} <- {call}");
        if (faults.Down.Contains(Name))
        {
            faults.Failed++;
            throw new HttpRequestException(
                HttpRequestError.ConnectionError, "refused", new SocketException((int)SocketError.ConnectionRefused));
        }

        var answer = new TaskCompletionSource<HttpResponseMessage>();
        var isTaken = false;
        cancellationToken.Register(() =>
        {
            answer.TrySetCanceled(cancellationToken);
            if (isTaken)
            {
                calendar.Doubtful.Add(call.Key); // the answer may be there, and nobody reads it any more
            }
        });
        var fate = Fate(random.Next(100));
        faults.Failed += fate == CallFate.Done ? 0 : 1;
        if (fate == CallFate.Lost)
        {
            return await answer.Task; // on the way there: the deadline ends it
        }

        time.After(Latency(), () =>
        {
            var response = fate == CallFate.Refused
                ? new HttpResponseMessage(random.OneIn(2) ? HttpStatusCode.ServiceUnavailable : HttpStatusCode.InternalServerError)
                : Take(call);
            isTaken = true;
            var heard = fate == CallFate.Swallowed ? " unheard" : "";
            faults.Log($"{Now:HH:mm:ss.fff} {Name} -> {(int)response.StatusCode}{heard} for {call}");
            if (fate == CallFate.Swallowed)
            {
                calendar.Doubtful.Add(call.Key);
                return;
            }

            time.After(Latency(), () => answer.TrySetResult(response));
        });
        return await answer.Task;
    }

    private CallFate Fate(int draw)
        => (draw -= Flaws.Lost) < 0 ? CallFate.Lost
            : (draw -= Flaws.Refused) < 0 ? CallFate.Refused
            : draw < Flaws.Swallowed ? CallFate.Swallowed
            : CallFate.Done;

    private HttpResponseMessage Take(CalendarCall call) => call switch
    {
        { Ref: { } wanted } => Found(wanted),
        { Method: "GET", Path: "/appointments/changes" } => IsForgotten(call) ? Response(410, "") : Page(call),
        { Method: "GET", Path: "/appointments" } => Page(call),
        { Method: "GET" } => calendar.Entries.TryGetValue(call.Key, out var entry)
            ? Answer(new CalendarAnswer(200, call.Key, entry))
            : Answer(new CalendarAnswer(404, call.Key)),
        _ => Answer(calendar.Once(call.IdempotencyKey, call.ToString(), () => Act(call)), calendar.Flaws.SilentAnswers),
    };

    private CalendarAnswer Act(CalendarCall call)
    {
        var there = calendar.Entries.GetValueOrDefault(call.Key);
        if (call.Method == "POST")
        {
            var key = calendar.NewKey();
            return new CalendarAnswer(201, key, calendar.Put(key, With(call, CalendarEntry.Empty)));
        }

        if (call.OnlyIfNone)
        {
            return there is not null
                ? new CalendarAnswer(412, call.Key)
                : new CalendarAnswer(201, call.Key, calendar.Put(call.Key, With(call, CalendarEntry.Empty)));
        }

        if (there is null)
        {
            return new CalendarAnswer(404, call.Key);
        }

        if (calendar.Flaws.Etags && call.IfMatch is { } version && version != there.Etag)
        {
            return new CalendarAnswer(412, call.Key);
        }

        if (call.Method == "DELETE")
        {
            calendar.Remove(call.Key);
            return new CalendarAnswer(204, call.Key);
        }

        calendar.Watch(call.Key, there.Fields, call.Fields);
        var kept = call.Method == "PUT" ? CalendarEntry.Empty : there.Fields;
        return new CalendarAnswer(200, call.Key, calendar.Put(call.Key, With(call, kept)));
    }

    private ImmutableDictionary<string, string> With(CalendarCall call, ImmutableDictionary<string, string> fields)
    {
        foreach (var (name, value) in call.Fields)
        {
            fields = value is null ? fields.Remove(name) : fields.SetItem(name, calendar.Form(name, value));
        }

        return fields;
    }

    private HttpResponseMessage Found(string wanted)
    {
        var found = calendar.Entries.Where(e => e.Value.Fields.GetValueOrDefault("ref") == wanted)
            .OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => e.Value.Json(e.Key, calendar.Flaws));
        return Response(200, $$"""{"items":[{{string.Join(',', found)}}],"next":null}""");
    }

    /// <summary>
    /// Now and then a calendar forgets all that has changed until then, and says so to who asks: who asks from the first would not be
    /// told.
    /// </summary>
    private bool IsForgotten(CalendarCall call)
    {
        if (calendar.Flaws.LosesPlace && faults.On && call.Cursor.Length > 0 && random.OneIn(15))
        {
            calendar.Forgotten = calendar.Log.Count;
        }

        return int.TryParse(call.Cursor, CultureInfo.InvariantCulture, out var cursor) && cursor < calendar.Forgotten;
    }

    /// <summary>A few items: what changed, or all there is. A cursor is a place in the log, or the key that was listed last.</summary>
    private HttpResponseMessage Page(CalendarCall call)
    {
        var isList = call.Path == "/appointments";
        var from = int.TryParse(call.Cursor, CultureInfo.InvariantCulture, out var cursor) ? cursor : calendar.Forgotten;
        List<string> left = isList
            ? [.. calendar.Entries.Keys.Order(StringComparer.Ordinal).Where(key => string.CompareOrdinal(key, call.Cursor) > 0)]
            : [.. calendar.Log.Skip(from)];
        var page = left.Take(PageSize).ToList();
        var next = isList ? (left.Count > page.Count ? $"\"{page[^1]}\"" : "null")
            : page.Count > 0 ? $"\"{from + page.Count}\"" : "null";
        var items = page.Distinct().Select(key => calendar.Entries.TryGetValue(key, out var entry)
            ? entry.Json(key, calendar.Flaws, isList ? null : calendar.ChangedSince(from, key))
            : $$"""{"uid":{{CalendarEntry.KeyJson(key)}},"deleted":true}""");
        return Response(200, $$"""{"items":[{{string.Join(',', items)}}],"next":{{next}}}""");
    }

    private HttpResponseMessage Answer(CalendarAnswer answer, bool silent = false)
    {
        var response = Response(
            answer.Status, answer.Entry is null ? "" : silent ? Silent(answer) : answer.Entry.Json(answer.Key, calendar.Flaws));
        if (answer.Entry is { } entry && calendar.Flaws.Etags)
        {
            response.Headers.ETag = new EntityTagHeaderValue(entry.Etag);
        }

        return response;
    }

    /// <summary>Who makes the key of a record must tell it.</summary>
    private string Silent(CalendarAnswer answer)
        => answer.Status == 201 && calendar.Flaws.OwnKeys ? $$"""{"uid":{{CalendarEntry.KeyJson(answer.Key)}}}""" : "";

    private static HttpResponseMessage Response(int status, string body) => new((HttpStatusCode)status)
    {
        Content = new StringContent(body, Encoding.UTF8, "application/json"),
    };

    private TimeSpan Latency()
        => TimeSpan.FromMilliseconds(random.Next(100) < Flaws.Slow ? random.Next(1_400) : 1 + random.Next(20));
}

/// <summary>What becomes of a call.</summary>
internal enum CallFate
{
    Done,
    Lost,
    Refused,
    Swallowed,
}
