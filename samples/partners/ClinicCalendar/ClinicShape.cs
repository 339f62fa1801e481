using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HmsSync.Partners;

/// <summary>Reads and joins what callers send. Null: wrong shape.</summary>
internal static class ClinicShape
{
    /// <summary>What the calendar itself writes; callers' values for it are passed over.</summary>
    private static readonly string[] Own = ["id", "etag", "updated_at"];

    private static readonly string[] Times = ["begin", "close"];

    /// <summary>A whole appointment: it must begin somewhen; every other field is the caller's to choose.</summary>
    public static JsonObject? Whole(JsonObject body)
        => Joined([], body) is var whole && whole["begin"] is not null && IsRight(whole) ? whole : null;

    /// <summary>An appointment with some fields changed, as RFC 7396 joins them: null takes a field away.</summary>
    public static JsonObject? Patched(JsonObject record, JsonObject patch)
        => Joined(record, patch) is var whole && IsRight(whole) ? whole : null;

    /// <summary>Titles are kept without white space around them: callers learn what became of theirs.</summary>
    private static JsonObject Joined(JsonObject record, JsonObject patch)
    {
        var whole = Join(record, patch);
        foreach (var name in Own)
        {
            whole.Remove(name);
        }

        if (whole["title"] is JsonValue title && title.GetValueKind() == JsonValueKind.String)
        {
            whole["title"] = title.GetValue<string>().Trim();
        }

        return whole;
    }

    private static JsonObject Join(JsonObject record, JsonObject patch)
    {
        var whole = record.DeepClone().AsObject();
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                whole.Remove(name);
            }
            else
            {
                whole[name] = value is JsonObject inner && whole[name] is JsonObject there ? Join(there, inner) : value.DeepClone();
            }
        }

        return whole;
    }

    private static bool IsRight(JsonObject whole)
        => Times.All(name => whole[name] is not { } value
            || (value.GetValueKind() == JsonValueKind.String
                && DateTimeOffset.TryParse(value.GetValue<string>(), CultureInfo.InvariantCulture, out _)));
}
