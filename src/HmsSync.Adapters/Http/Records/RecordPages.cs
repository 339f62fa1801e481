using System.Globalization;
using System.Net;
using HmsSync.Sdk;

namespace HmsSync.Adapters.Http.Records;

/// <summary>Asks for pages: of all records, or of what changed.</summary>
internal sealed class RecordPages(RecordRoutes routes, RecordCaller caller)
{
    private static readonly string[] Cursor = ["cursor"];
    private static readonly string[] Limit = ["limit"];

    private readonly PageReader _reader = new(routes.Settings);

    public Task<PageOutcome> ListAsync(PageQuery query, CancellationToken deadline)
        => AskAsync(routes.List, "list", query, canBeGone: false, deadline);

    /// <summary>410 is said of the cursor, not of the endpoint.</summary>
    public Task<PageOutcome> PullAsync(PageQuery query, CancellationToken deadline)
        => AskAsync(routes.Changes, "changes", query, canBeGone: true, deadline);

    private async Task<PageOutcome> AskAsync(
        HttpRoute? route, string call, PageQuery query, bool canBeGone, CancellationToken deadline)
    {
        if (route is null)
        {
            return PageOutcome.Failed(RecordFault.CannotDo(call));
        }

        var target = route.Url.Fill(
            default,
            new GivenPlace(Cursor, query.Cursor),
            new GivenPlace(Limit, query.Limit.ToString(CultureInfo.InvariantCulture)));
        if (target.Url is null)
        {
            return PageOutcome.Failed(RecordFault.Unfilled(target));
        }

        var answer = await caller.SendAsync(PushMessage.Asking(target.Url), ChangeOp.Event, RecordCaller.PageBytes, deadline);
        return canBeGone && answer.Outcome.Status == (int)HttpStatusCode.Gone ? PageOutcome.Gone()
            : answer.Outcome.Failure is not null ? PageOutcome.Failed(answer.Outcome)
            : _reader.Read(answer);
    }
}
