using HmsSync.Sdk;

namespace HmsSync.Adapters.Http.Records;

/// <summary>Makes one call and reads its answer to the end. Faults are values.</summary>
internal sealed class RecordCaller(HttpMessageInvoker http, TimeProvider clock)
{
    /// <summary>Invariant 11: bytes of one record.</summary>
    public const int RecordBytes = 1024 * 1024;

    /// <summary>Invariant 11: bytes of one page.</summary>
    public const int PageBytes = 16 * 1024 * 1024;

    /// <summary>Invariant 11: characters of a version.</summary>
    public const int LongestVersion = 1_024;

    /// <param name="message">Is disposed.</param>
    /// <param name="op">What a status means depends on it; <see cref="ChangeOp.Event"/> for a question.</param>
    /// <param name="limit">Bytes of the answer.</param>
    /// <param name="deadline">Over headers and body.</param>
    public async Task<RecordAnswer> SendAsync(
        HttpRequestMessage message, ChangeOp op, int limit, CancellationToken deadline)
    {
        using var request = message;
        try
        {
            using var answer = await http.SendAsync(request, deadline);
            return await ReadAsync(answer, HttpOutcome.Of(answer, op, clock), limit, deadline);
        }
        catch (TargetRefusedException e)
        {
            return RecordAnswer.Of(HttpFault.Refused(e));
        }
        catch (HttpRequestException e)
        {
            return RecordAnswer.Of(HttpFault.Of(e, Started(request, e)));
        }
        catch (OperationCanceledException)
        {
            return RecordAnswer.Of(HttpFault.OutOfTime(request.Content is not PushContent { Started: false }));
        }
    }

    private static async Task<RecordAnswer> ReadAsync(
        HttpResponseMessage answer, PushOutcome outcome, int limit, CancellationToken deadline)
    {
        if (outcome.Failure is not null)
        {
            return RecordAnswer.Of(outcome.WithAnswer(await AnswerBody.BeginningAsync(answer.Content, deadline)));
        }

        try
        {
            if (answer.Content.Headers.ContentLength > limit)
            {
                await AnswerBody.DiscardAsync(answer.Content, deadline);
                return TooLong(outcome);
            }

            var body = await AnswerBody.AllAsync(answer.Content, limit, deadline);
            return body is null ? TooLong(outcome) : new RecordAnswer(outcome, body, Etag(answer));
        }
        catch (IOException)
        {
            return RecordAnswer.Of(HttpFault.BrokeOff());
        }
        catch (OperationCanceledException)
        {
            return RecordAnswer.Of(HttpFault.OutOfTime(started: true));
        }
    }

    /// <summary>An acknowledgement stays one; whoever wanted its body finds none.</summary>
    private static RecordAnswer TooLong(PushOutcome outcome) => new(outcome, default, null);

    private static string? Etag(HttpResponseMessage answer)
        => answer.Headers.NonValidated.TryGetValues("ETag", out var values) && values.ToString() is { Length: > 0 } etag
            && CanBeSentBack(etag)
            ? etag
            : null;

    /// <summary>Printable and not too long: it can stand in a header as it is.</summary>
    public static bool CanBeSentBack(string version) => version.Length <= LongestVersion && PushMessage.IsPrintable(version);

    /// <summary>A call without a body of ours tells only by its error whether there was a connection.</summary>
    private static bool Started(HttpRequestMessage request, HttpRequestException e)
        => request.Content is PushContent content
            ? content.Started
            : e.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError
                or HttpRequestError.SecureConnectionError) && e.InnerException is not TargetRefusedException;
}
