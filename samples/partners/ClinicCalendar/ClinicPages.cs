using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Partners;

/// <summary>The list, what is found in it, and the feed of changes.</summary>
internal sealed class ClinicPages(ClinicBook book)
{
    private const int Usual = 50;
    private const int Most = 500;

    /// <summary><c>?cursor=&amp;limit=</c>, and any field as a filter: <c>?ref=42</c>.</summary>
    public Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        if (!TryCursor(query["cursor"].ToString(), out var after))
        {
            return ClinicReply.SayAsync(context, 410);
        }

        bool Wanted(JsonObject record)
            => query.Where(q => q.Key is not ("cursor" or "limit")).All(q => record[q.Key]?.ToString() == q.Value.ToString());
        var (items, next) = book.List(after ?? 0, ClinicCall.Number(query["limit"].ToString(), Usual, Most), Wanted);
        return WriteAsync(context, items, next);
    }

    /// <summary><c>?since=&amp;limit=</c>; the first is empty. Who asks again with the last cursor gets what came since.</summary>
    public Task ChangesAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var known = TryCursor(query["since"].ToString(), out var after);
        var changes = known ? book.Changes(after, ClinicCall.Number(query["limit"].ToString(), Usual, Most)) : null;
        return changes is null
            ? ClinicReply.SayAsync(context, 410)
            : WriteAsync(context, changes, changes.Count == 0 ? null : changes[^1].Seq);
    }

    private static Task WriteAsync(HttpContext context, IReadOnlyList<ClinicLine> lines, long? next)
    {
        var items = new JsonArray([.. lines.Select(line => line.Record?.DeepClone() ?? Gone(line))]);
        var page = new JsonObject { ["items"] = items };
        page["next"] = next is null ? null : string.Create(CultureInfo.InvariantCulture, $"c{next}");
        return context.Response.WriteAsJsonAsync(page, context.RequestAborted);
    }

    private static JsonObject Gone(ClinicLine line)
        => new() { ["id"] = line.Id, ["etag"] = line.Etag, ["updated_at"] = line.UpdatedAt, ["deleted"] = true };

    /// <summary>False: none of ours. Null: from the start.</summary>
    private static bool TryCursor(string text, out long? after)
    {
        after = null;
        if (text.Length == 0)
        {
            return true;
        }

        var isOurs = text[0] == 'c'
            & long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        after = number;
        return isOurs;
    }
}
