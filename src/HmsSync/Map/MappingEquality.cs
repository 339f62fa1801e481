using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Values;
using HmsSync.Diagnostics;
using NodaTime;

namespace HmsSync.Map;

/// <summary>Reads <c>equality</c>: words that say when two values are the same.</summary>
internal sealed class MappingEquality(
    ConfigSection section, MappingFields fields, MappingFormats formats)
{
    private static readonly string[] Words
        = ["day", "hour", "minute", "second", "millisecond", "digits", "trim", "nocase", "exact"];

    public CanonicalEquality Read()
    {
        Dictionary<string, IReadOnlyList<ValueEquality>> all = [];
        foreach (var field in fields.All)
        {
            if (formats.Outward(field) is { } converter)
            {
                all[field.Hub.Text] = [new OutwardEquality(converter)];
            }
        }

        foreach (var entry in section.Log.EntriesOf(section.Node("equality"), "a map of hub fields and words"))
        {
            if (fields.Named(entry) is { } field && section.Log.JsonTextOf(entry.Value) is { } text)
            {
                var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                var already = all.GetValueOrDefault(field.Hub.Text, []);
                all[field.Hub.Text] = [.. already, .. Take(field, words, entry.Value.Place)];
            }
        }

        return new CanonicalEquality(all);
    }

    private IEnumerable<ValueEquality> Take(NamedField field, string[] words, Place place)
    {
        foreach (var word in words.Except(Words, StringComparer.Ordinal))
        {
            section.Log.Add("map.bad_equality", place, $"'{word}' is no equality", Nearest.Remedy(word, Words));
        }

        if (words.Length == 0 || (words.Length > 1 && (words.Contains("exact") || words.Any(w => TicksOf(w) > 0))))
        {
            section.Log.Add(
                "map.bad_equality", place, "write one of the units of time, exact, or some of digits, trim, nocase");
            yield break;
        }

        if (TicksOf(words[0]) is var ticks and > 0)
        {
            var (form, there) = formats.HubForm(field);
            yield return new TimeEquality(form, there, ticks);
        }
        else if (!words.Contains("exact"))
        {
            yield return new TextEquality(words.Contains("trim"), words.Contains("nocase"), words.Contains("digits"));
        }
    }

    private static long TicksOf(string word) => word switch
    {
        "day" => NodaConstants.TicksPerDay,
        "hour" => NodaConstants.TicksPerHour,
        "minute" => NodaConstants.TicksPerMinute,
        "second" => NodaConstants.TicksPerSecond,
        "millisecond" => NodaConstants.TicksPerMillisecond,
        _ => 0,
    };
}
