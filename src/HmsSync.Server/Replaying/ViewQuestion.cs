using HmsSync.Changes;
using HmsSync.Server.Access;
using HmsSync.Server.Answers;
using HmsSync.Server.Api;
using HmsSync.Views;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Replaying;

/// <summary>Which view is asked for, from where on, and what of it.</summary>
/// <param name="Live">Whose view.</param>
/// <param name="Topic">Table or topic, <c>*</c> for any characters; null: all.</param>
/// <param name="Since">Null: not asked for.</param>
/// <param name="After">Null: not asked for. It takes precedence over a time.</param>
/// <param name="Limit">Null: as usual.</param>
internal sealed record ViewQuestion(LiveView Live, string? Topic, EventTime? Since, Cursor? After, int? Limit)
{
    private const int LongestTopic = 256;

    private static readonly Problem Foreign = new(403, "partner_refused", "The key sees what its own partner is owed.", "partner");

    public EventView View => Live.View;

    public TopicFilter? Topics => Topic is null ? null : new TopicFilter(Topic);

    /// <summary>Reads the query; what is wrong with it is told with the field's name and never with its value.</summary>
    public static ViewQuestion? Read(HttpContext context, EventViews views, TimeProvider clock, out Problem? problem)
    {
        var query = context.Request.Query;
        problem = null;
        foreach (var name in new[] { "partner", "topic", "since", "after", "limit" })
        {
            if (query[name].Count > 1)
            {
                problem = Bad(name, "there once at most");
                return null;
            }
        }

        var (own, asked) = (Gate.CallerOf(context).Partner, One(query, "partner"));
        if (own is not null && asked is not null && asked != own)
        {
            // Whether there is one of that name is not told.
            problem = Foreign;
            return null;
        }

        var live = (asked ?? own) is { } partner ? views.Find(partner) : views.Operator;
        if (live is null)
        {
            problem = PartnersApi.Unknown;
            return null;
        }

        var topic = One(query, "topic");
        if (topic is not null && (topic.Length > LongestTopic || topic.Any(char.IsControl)))
        {
            problem = Bad("topic", $"a table or topic of {LongestTopic} characters at most, * for any");
            return null;
        }

        return Begin(query, new ViewQuestion(live, topic, null, null, null), clock, out problem);
    }

    /// <summary>Where reading begins: behind the cursor, at the time, or at what is kept.</summary>
    public ViewStart Start() => After is { } cursor ? View.At(cursor) : View.Since(Since ?? default);

    private static ViewQuestion? Begin(IQueryCollection query, ViewQuestion question, TimeProvider clock, out Problem? problem)
    {
        var (since, after, limit) = (One(query, "since"), One(query, "after"), One(query, "limit"));
        var time = since is null ? null : TimeText.Parse(since, clock.GetUtcNow());
        var cursor = default(Cursor);
        var most = 0;
        problem = since is not null && time is null
            ? Bad("since", "an ISO 8601 time, epoch milliseconds, or a duration such as 1h")
            : after is not null && !Cursor.TryParse(after, out cursor)
            ? Bad("after", "a cursor as an answer's next or last, or a frame's id, gave it")
            : limit is not null && !(int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out most) && most > 0)
            ? Bad("limit", "a number, 1 or more")
            : null;
        return problem is not null
            ? null
            : question with
            {
                Since = time is { } t ? EventTime.From(t) : null,
                After = after is null ? null : cursor,
                Limit = limit is null ? null : most,
            };
    }

    /// <summary>Null: not there, or empty.</summary>
    private static string? One(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } text ? text : null;

    private static Problem Bad(string name, string form) => new(400, "bad_query", $"{name} must be {form}.", name);
}
