using System.Text.Json;
using HmsSync.Sdk;

namespace HmsSync.Adapters.Http.Records;

/// <summary>Asks for one record: by its key at the partner, or by the hub's.</summary>
internal sealed class RecordQuestions(RecordRoutes routes, RecordCaller caller)
{
    private static readonly string[] HubKey = ["key"];

    private readonly RecordsSettings _settings = routes.Settings;
    private readonly RecordReader _reader = new(routes.Settings);

    public Task<RecordOutcome> ReadAsync(RecordQuery query, CancellationToken deadline)
        => routes.Read is null
            ? Task.FromResult(RecordOutcome.Failed(RecordFault.CannotDo("read")))
            : ReadAsync(routes.Read.Url.Fill(query.KeyFields.Span, Key(query.PartnerKey)), deadline);

    public async Task<RecordOutcome> FindAsync(RecordQuery query, CancellationToken deadline)
    {
        if (routes.Find is null)
        {
            return RecordOutcome.Failed(RecordFault.CannotDo("find"));
        }

        var target = routes.Find.Url.Fill(query.KeyFields.Span, new GivenPlace(HubKey, RecordKeyText.OfHub(query.Key)));
        if (target.Url is null)
        {
            return RecordOutcome.Failed(RecordFault.Unfilled(target));
        }

        var answer = await caller.SendAsync(PushMessage.Asking(target.Url), ChangeOp.Event, RecordCaller.PageBytes, deadline);
        return answer.IsNotThere ? RecordOutcome.NotThere()
            : answer.Outcome.Failure is not null ? RecordOutcome.Failed(answer.Outcome)
            : Found(answer, query);
    }

    /// <summary>The place of the key, where the partner's is known.</summary>
    public GivenPlace Key(string? partnerKey) => new(_settings.KeyField, RecordKeyText.Of(partnerKey));

    public async Task<RecordOutcome> ReadAsync(UrlResult target, CancellationToken deadline)
    {
        if (target.Url is null)
        {
            return RecordOutcome.Failed(RecordFault.Unfilled(target));
        }

        var answer = await caller.SendAsync(PushMessage.Asking(target.Url), ChangeOp.Event, RecordCaller.RecordBytes, deadline);
        if (answer.IsNotThere)
        {
            return RecordOutcome.NotThere();
        }

        if (answer.Outcome.Failure is not null)
        {
            return RecordOutcome.Failed(answer.Outcome);
        }

        using var document = AnswerJson.Read(answer.Body);
        return document?.RootElement.ValueKind != JsonValueKind.Object || !AnswerJson.IsWhole(answer.Body.Span)
            ? RecordOutcome.Failed(RecordFault.NoObject(answer.Outcome.Status))
            : Ours(_reader.Read(answer.Body, answer.Etag));
    }

    private RecordOutcome Ours(PartnerRecord record)
        => record.Deleted ? RecordOutcome.NotThere()
            : _settings.IsOurs(record.Fields.Span) ? RecordOutcome.Found(record)
            : RecordOutcome.NotOurs();

    private RecordOutcome Found(RecordAnswer answer, RecordQuery query)
    {
        if (!AnswerJson.IsWhole(answer.Body.Span))
        {
            return RecordOutcome.Failed(RecordFault.NoObject(answer.Outcome.Status));
        }

        // An API that finds by a path answers with the record itself.
        var single = !answer.Body.IsEmpty && answer.Body.Span.TrimStart(" \t\r\n"u8).StartsWith("{"u8)
            && AnswerJson.Read(answer.Body) is { } document && IsSingle(document);
        if (single)
        {
            var record = _reader.Read(answer.Body, answer.Etag);
            return IsWanted(record, query) ? Ours(record) : RecordOutcome.NotThere();
        }

        var page = new PageReader(_settings).Read(answer);
        if (page.Failure is not null)
        {
            return RecordOutcome.Failed(page.Failure);
        }

        var hits = page.Items.Where(item => !item.Deleted && IsWanted(item, query)).Take(2).ToList();
        return hits.Count switch
        {
            0 => RecordOutcome.NotThere(),
            1 => RecordOutcome.Found(hits[0]),
            _ => RecordOutcome.Failed(RecordFault.Shape("find_ambiguous", "more than one record stands for the hub's key")),
        };
    }

    private bool IsSingle(JsonDocument document)
    {
        using (document)
        {
            var root = document.RootElement;
            return (_settings.Items is null || AnswerJson.Find(root, _settings.Items) is null)
                && AnswerJson.Find(root, _settings.KeyField) is not null;
        }
    }

    /// <summary>A partner that overlooks what is asked for shows other records: none of them may be taken for this one.</summary>
    private static bool IsWanted(PartnerRecord record, RecordQuery query)
    {
        if (query.KeyFields.IsEmpty)
        {
            return true;
        }

        using var key = JsonDocument.Parse(query.KeyFields);
        return key.RootElement.EnumerateObject().All(field =>
        {
            string[] path = [field.Name];
            return BodyField.Text(record.Fields.Span, path) is not { } there
                || BodyField.Text(query.KeyFields.Span, path) is not { } wanted
                || there == wanted;
        });
    }
}
