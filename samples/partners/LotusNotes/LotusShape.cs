using System.Globalization;
using System.Text.Json;

namespace HmsSync.Partners;

/// <summary>Reads what callers and clerks send. Null: wrong shape.</summary>
internal static class LotusShape
{
    /// <summary>
    /// <c>{uid, begin, close, title}</c>, all of them; other fields are ignored. <c>type: cancelled</c> takes the entry out, as
    /// the clerk's own rings say it.
    /// </summary>
    public static LotusLine? Event(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("uid", out var uid) || !IsUid(uid))
        {
            return null;
        }

        var line = Times(body, LotusDeed.Put);
        return line is not { Begin: not null, Close: not null, Title: not null } ? null
            : IsCancelled(body) ? line with { Deed = LotusDeed.Struck, Uid = uid.Clone() }
            : line with { Uid = uid.Clone() };
    }

    /// <summary><c>{begin?, close?, title?}</c>, at least one.</summary>
    public static LotusLine? Change(JsonElement body)
    {
        var line = body.ValueKind == JsonValueKind.Object ? Times(body, LotusDeed.Changed) : null;
        return line is { Begin: null, Close: null, Title: null } ? null : line;
    }

    /// <summary><c>{begin?, close?, title?, type?}</c>; <c>type: cancelled</c> strikes the entry out, another brings it back.</summary>
    public static LotusLine? Patch(JsonElement body)
    {
        var line = body.ValueKind == JsonValueKind.Object ? Times(body, LotusDeed.Patched) : null;
        return line is null ? null : line with { IsOut = body.TryGetProperty("type", out _) ? IsCancelled(body) : null };
    }

    private static LotusLine? Times(JsonElement body, LotusDeed deed)
    {
        var wrong = false;
        var line = new LotusLine(deed)
        {
            Begin = Text(body, "begin", isTime: true, ref wrong),
            Close = Text(body, "close", isTime: true, ref wrong),
            Title = Text(body, "title", isTime: false, ref wrong),
        };
        return wrong ? null : line;
    }

    private static string? Text(JsonElement body, string name, bool isTime, ref bool wrong)
    {
        if (!body.TryGetProperty(name, out var value))
        {
            return null;
        }

        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        wrong |= text is null || (isTime && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _));
        return text;
    }

    private static bool IsCancelled(JsonElement body)
        => body.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("cancelled");

    private static bool IsUid(JsonElement uid)
        => uid.ValueKind == JsonValueKind.Number
        || (uid.ValueKind == JsonValueKind.String && uid.GetString() is { Length: > 0 and <= 200 });
}
