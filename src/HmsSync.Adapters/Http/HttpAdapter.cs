using System.Net;
using System.Net.Http.Headers;
using HmsSync.Adapters.Http.Records;
using HmsSync.Sdk;

namespace HmsSync.Adapters.Http;

/// <summary>
/// Pushes each delivery as one HTTP call; what came of it is a value. Tables with records
/// have calls of their own.
/// </summary>
internal sealed class HttpAdapter(
    AdapterContext context, HttpRoute push, HttpRoute delete, IReadOnlyDictionary<string, HttpRecords> records) : PartnerAdapter
{
    private readonly HttpMessageInvoker _http = context.Http;
    private readonly TimeProvider _clock = context.Clock;
    private readonly bool _cloudEvents = context.CloudEvents;

    private static readonly MediaTypeHeaderValue CloudEventType = new(CloudEvent.MediaType);

    public override Task<PushOutcome> PushAsync(PushRequest request, CancellationToken deadline)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Op != ChangeOp.Event && records.TryGetValue(request.Topic, out var own))
        {
            return own.Writes.PushAsync(request, deadline);
        }

        var route = request.Op == ChangeOp.Delete ? delete : push;
        var target = route.Url.Fill(request.Body.Span);
        if (target.Url is null)
        {
            return Task.FromResult(PushOutcome.Failed(
                FailureKind.Unbuildable,
                target.Code,
                detail: $"field {target.Field} cannot fill its place in the url"));
        }

        return PushMessage.IsHeaderSafe(request)
            ? SendAsync(request, route.Method, target.Url, deadline)
            : Task.FromResult(PushOutcome.Failed(
                FailureKind.Unbuildable, "header_unsafe", detail: "the record's key cannot stand in a header"));
    }

    public override RecordCapabilities Capabilities(string table)
        => records.TryGetValue(table, out var own) ? own.Capabilities : base.Capabilities(table);

    public override Task<RecordOutcome> ReadAsync(RecordQuery query, CancellationToken deadline)
        => records.TryGetValue(query.Table, out var own)
            ? own.Questions.ReadAsync(query, deadline)
            : base.ReadAsync(query, deadline);

    public override Task<RecordOutcome> FindAsync(RecordQuery query, CancellationToken deadline)
        => records.TryGetValue(query.Table, out var own)
            ? own.Questions.FindAsync(query, deadline)
            : base.FindAsync(query, deadline);

    public override Task<PageOutcome> ListAsync(PageQuery query, CancellationToken deadline)
        => records.TryGetValue(query.Table, out var own) ? own.Pages.ListAsync(query, deadline) : base.ListAsync(query, deadline);

    public override Task<PageOutcome> PullAsync(PageQuery query, CancellationToken deadline)
        => records.TryGetValue(query.Table, out var own) ? own.Pages.PullAsync(query, deadline) : base.PullAsync(query, deadline);

    /// <summary>
    /// A HEAD of the url, up to its first place: safe by RFC 9110, 9.2.1. Any answer that does not turn us away is good, also
    /// 404 and 405: the endpoint of pushes need not know HEAD.
    /// </summary>
    public override async Task<PushOutcome> TestAsync(CancellationToken deadline)
    {
        using var message = new HttpRequestMessage(HttpMethod.Head, push.Url.Known);
        try
        {
            using var answer = await _http.SendAsync(message, deadline);
            var outcome = HttpOutcome.Of(answer, ChangeOp.Event, _clock);
            return outcome.Failure is FailureKind.NotFound or FailureKind.Rejected or FailureKind.Conflict
                || answer.StatusCode == HttpStatusCode.NotImplemented
                ? PushOutcome.Done(outcome.Status)
                : outcome;
        }
        catch (TargetRefusedException e)
        {
            return HttpFault.Refused(e);
        }
        catch (HttpRequestException e)
        {
            return HttpFault.Of(e, started: false);
        }
        catch (OperationCanceledException)
        {
            return HttpFault.OutOfTime(started: true);
        }
    }

    private async Task<PushOutcome> SendAsync(
        PushRequest request, HttpMethod method, Uri url, CancellationToken deadline)
    {
        var content = _cloudEvents ? new PushContent(CloudEvent.Of(request), CloudEventType) : new PushContent(request.Body);
        using var message = PushMessage.Of(request, method, url, content);
        try
        {
            using var answer = await _http.SendAsync(message, deadline);
            var outcome = HttpOutcome.Of(answer, request.Op, _clock);
            return await WithWholeAnswerAsync(outcome, answer.Content, deadline);
        }
        catch (TargetRefusedException e)
        {
            return HttpFault.Refused(e);
        }
        catch (HttpRequestException e)
        {
            return HttpFault.Of(e, content.Started);
        }
        catch (OperationCanceledException)
        {
            return HttpFault.OutOfTime(content.Started);
        }
    }

    /// <summary>A refusal stands however its body ends; an acknowledgement counts only when its answer is whole.</summary>
    private static async Task<PushOutcome> WithWholeAnswerAsync(
        PushOutcome outcome, HttpContent body, CancellationToken deadline)
    {
        if (outcome.Failure is not null)
        {
            return outcome.WithAnswer(await AnswerBody.BeginningAsync(body, deadline));
        }

        try
        {
            await AnswerBody.DiscardAsync(body, deadline);
            return outcome;
        }
        catch (IOException)
        {
            return HttpFault.BrokeOff();
        }
        catch (OperationCanceledException)
        {
            return HttpFault.OutOfTime(started: true);
        }
    }
}
