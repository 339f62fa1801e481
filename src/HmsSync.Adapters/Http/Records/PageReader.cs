using System.Globalization;
using System.Text.Json;
using HmsSync.Sdk;

namespace HmsSync.Adapters.Http.Records;

/// <summary>Takes a page apart: its records, and where it goes on. What has another shape than configured is a bad answer.</summary>
internal sealed class PageReader(RecordsSettings settings)
{
    private readonly RecordReader _reader = new(settings);

    public PageOutcome Read(RecordAnswer answer)
    {
        using var document = AnswerJson.Read(answer.Body);
        if (document is null)
        {
            return Bad("not_json", "the page is no strict JSON, or too long");
        }

        var root = document.RootElement;
        var items = settings.Items is null ? root : AnswerJson.Find(root, settings.Items);
        if (items is not { ValueKind: JsonValueKind.Array } list)
        {
            return Bad("items_missing", settings.Items is null
                ? "the page is no list; name the field of its records as 'items'"
                : "the page has no list where 'items' says");
        }

        // Invariant 11: items of a page.
        if (list.GetArrayLength() > PageOutcome.MostItems)
        {
            return Bad("too_many_items", $"a page has at most {PageOutcome.MostItems} items");
        }

        foreach (var (index, item) in list.EnumerateArray().Index())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                return Bad("bad_item", string.Create(CultureInfo.InvariantCulture, $"item {index} of the page is no object"));
            }
        }

        if (Next(root, out var next) is { } fault)
        {
            return fault;
        }

        PartnerRecord[] records = [.. Records(list)];
        return PageOutcome.Page(records, next, list.GetArrayLength() - records.Length);
    }

    /// <summary>
    /// What says that a record is gone may be its key alone: whether it was ours, its link tells. What is not whole cannot be
    /// judged; the engine sets it aside.
    /// </summary>
    private IEnumerable<PartnerRecord> Records(JsonElement list)
        => list.EnumerateArray()
            .Select(item => _reader.Read(AnswerJson.Raw(item).ToArray(), etag: null))
            .Where(record => record.Deleted || !AnswerJson.IsWhole(record.Fields.Span) || settings.IsOurs(record.Fields.Span));

    private PageOutcome? Next(JsonElement root, out string? next)
    {
        next = null;
        if (settings.Next is null || AnswerJson.Find(root, settings.Next) is not { ValueKind: not JsonValueKind.Null } cursor)
        {
            return null;
        }

        next = RecordKeyText.Of(cursor.GetRawText());
        if (next is null || cursor.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
        {
            return Bad("bad_next", "the next cursor is neither a text nor a number");
        }

        if (next.Length > PageOutcome.LongestCursor)
        {
            return Bad("bad_next", $"the next cursor is longer than {PageOutcome.LongestCursor} characters");
        }

        next = next.Length == 0 ? null : next;
        return null;
    }

    private static PageOutcome Bad(string code, string what) => PageOutcome.Failed(RecordFault.Shape(code, what));
}
