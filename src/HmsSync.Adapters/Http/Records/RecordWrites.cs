using System.Net;
using System.Text.Json;
using HmsSync.Sdk;

namespace HmsSync.Adapters.Http.Records;

/// <summary>Makes, changes and takes away one record at the partner.</summary>
internal sealed class RecordWrites(RecordRoutes routes, RecordCaller caller, RecordQuestions questions)
{
    private readonly RecordReader _reader = new(routes.Settings);

    public Task<PushOutcome> PushAsync(PushRequest request, CancellationToken deadline)
    {
        var (route, name) = request.Op switch
        {
            ChangeOp.Insert => (routes.Insert, "insert"),
            ChangeOp.Delete => (routes.Delete, "delete"),
            _ => (routes.Update, "update"),
        };
        if (route is null)
        {
            return Task.FromResult(RecordFault.CannotDo(name));
        }

        if (!PushMessage.IsHeaderSafe(request) || request.IfVersion is { } version && !RecordCaller.CanBeSentBack(version))
        {
            return Task.FromResult(PushOutcome.Failed(
                FailureKind.Unbuildable, "header_unsafe", detail: "the record's key or version cannot stand in a header"));
        }

        var target = route.Url.Fill(request.Body.Span, questions.Key(request.PartnerKey));
        return target.Url is null ? Task.FromResult(RecordFault.Unfilled(target))
            : MustLook(request, route) ? LookAndWriteAsync(request, route, target.Url, deadline)
            : WriteAsync(request, route.Method, target.Url, BodyOf(request, route), request.IfVersion, deadline);
    }

    /// <summary>
    /// PUT writes the whole record, so it is read, and what we do not know of it goes back as it came. A record that may be none
    /// of ours is looked at where its version does not tell that it still is.
    /// </summary>
    private bool MustLook(PushRequest request, HttpRoute route)
        => (request.Op == ChangeOp.Update && route.Method == HttpMethod.Put)
            || (request.Op != ChangeOp.Insert && request.IfVersion is null && routes.Settings.IsFiltered && routes.Read is not null);

    /// <summary>Null: the call has none.</summary>
    private static ReadOnlyMemory<byte>? BodyOf(PushRequest request, HttpRoute route)
        => request.Op == ChangeOp.Update ? ChangesOf(request)
            : request.Op == ChangeOp.Delete && route.Method == HttpMethod.Delete ? null
            : request.Body;

    private static ReadOnlyMemory<byte> ChangesOf(PushRequest request)
        => request.Changed.IsEmpty ? request.Body : request.Changed;

    /// <summary>Between the look and the write the partner holds the record by its version.</summary>
    private async Task<PushOutcome> LookAndWriteAsync(PushRequest request, HttpRoute route, Uri url, CancellationToken deadline)
    {
        var target = routes.Read?.Url.Fill(request.Body.Span, questions.Key(request.PartnerKey));
        var read = target is { } found
            ? await questions.ReadAsync(found, deadline)
            : RecordOutcome.Failed(RecordFault.CannotDo("read"));
        if (read.Failure is { } failure)
        {
            return NothingSent(failure);
        }

        if (read.Record is not { } record)
        {
            return read.Presence == RecordPresence.NotOurs ? RecordFault.NotOurs()
                : request.Op == ChangeOp.Delete ? PushOutcome.Done((int)HttpStatusCode.NotFound)
                : RecordFault.NotThere();
        }

        var isKnown = request.IfVersion is not null && record.Version is not null;
        if (isKnown && !RecordVersion.AreSame(request.IfVersion!, record.Version!))
        {
            return RecordFault.VersionMoved();
        }

        if (request.Op != ChangeOp.Update || route.Method != HttpMethod.Put)
        {
            return await WriteAsync(request, route.Method, url, BodyOf(request, route), record.Version, deadline);
        }

        var body = RecordOverlay.Write(record.Fields, ChangesOf(request));

        // Invariant 3: another body has another key. Of a known version and the same changes it is always the same body.
        var keyed = isKnown ? request : request with { IdempotencyKey = RecordVersion.KeyOfBody(request.IdempotencyKey, body.Span) };
        return await WriteAsync(keyed, HttpMethod.Put, url, body, record.Version, deadline);
    }

    private async Task<PushOutcome> WriteAsync(
        PushRequest request, HttpMethod method, Uri url, ReadOnlyMemory<byte>? body, string? version, CancellationToken deadline)
    {
        using var content = body is { } bytes ? new PushContent(bytes) : null;
        var message = PushMessage.Of(request, method, url, content);
        message.Headers.Add("Prefer", "return=representation"); // RFC 7240: so that we learn what the partner made of it
        if (request.Op == ChangeOp.Insert && method == HttpMethod.Put)
        {
            message.Headers.Add("If-None-Match", "*");
        }
        else if (request.Op != ChangeOp.Insert && version is not null)
        {
            // Verbatim, also where it is no entity tag; it was looked at before.
            message.Headers.TryAddWithoutValidation("If-Match", version);
        }

        var answer = await caller.SendAsync(message, request.Op, RecordCaller.RecordBytes, deadline);
        return answer.Outcome.Failure switch
        {
            null => Written(answer),
            FailureKind.Gone when request.Op == ChangeOp.Update
                => PushOutcome.Failed(FailureKind.NotFound, answer.Outcome.Code, answer.Outcome.Status),
            _ => answer.Outcome,
        };
    }

    /// <summary>An acknowledgement is one whatever its body is; only a body that is a record says more.</summary>
    private PushOutcome Written(RecordAnswer answer)
    {
        using var document = AnswerJson.Read(answer.Body);
        var isRecord = document?.RootElement.ValueKind == JsonValueKind.Object
            && AnswerJson.IsWhole(answer.Body.Span) && _reader.IsRecord(answer.Body.Span);
        return isRecord
            ? PushOutcome.Written(answer.Outcome.Status, _reader.Read(answer.Body, answer.Etag).Version, answer.Body)
            : PushOutcome.Written(answer.Outcome.Status, answer.Etag, default);
    }

    /// <summary>The read failed: whatever became of it, nothing was written.</summary>
    private static PushOutcome NothingSent(PushOutcome failure)
        => failure.Failure == FailureKind.Unknown
            ? PushOutcome.Failed(FailureKind.Unavailable, failure.Code, failure.Status, failure.RetryAfter, failure.Detail)
            : failure;
}
