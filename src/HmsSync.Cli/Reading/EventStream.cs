using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HmsSync.Cli.Reading;

/// <summary>An engine's <c>/stream</c>, read line by line (WHATWG HTML 9.2), as the events that <c>events</c> lists.</summary>
internal static class EventStream
{
    private const string IdField = "id: ";
    private const string DataField = "data: ";
    private const string GapEvent = "event: gap";

    /// <summary>Until the engine closes it or is gone.</summary>
    public static async IAsyncEnumerable<StreamedEvent> ReadAsync(
        StreamReader stream, [EnumeratorCancellation] CancellationToken stop)
    {
        string? id = null, data = null;
        var isGap = false;
        while (await LineAsync(stream, stop) is { } line)
        {
            if (line.StartsWith(IdField, StringComparison.Ordinal))
            {
                id = line[IdField.Length..];
            }
            else if (line.StartsWith(DataField, StringComparison.Ordinal))
            {
                data = line[DataField.Length..];
            }
            else if (line == GapEvent)
            {
                isGap = true;
            }
            else if (line.Length == 0 && id is not null)
            {
                yield return new StreamedEvent(id, data is null || isGap ? null : Listed(data), isGap ? data : null);
                (id, data, isGap) = (null, null, false);
            }
        }
    }

    /// <summary>Null: there is no next one, whether the engine said so or died.</summary>
    private static async Task<string?> LineAsync(StreamReader stream, CancellationToken stop)
    {
        try
        {
            return await stream.ReadLineAsync(stop);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>In the form of the list: key and fields side by side.</summary>
    private static JsonElement Listed(string json)
    {
        var e = JsonNode.Parse(json)!.AsObject();
        var data = e["data"];
        var isChange = e["op"]?.GetValue<string>() != "event";
        var listed = new JsonObject();
        foreach (var name in new[] { "seq", "time", "source", "topic", "op" })
        {
            listed[name] = e[name]?.DeepClone();
        }

        listed["key"] = (isChange ? data?["key"] : e["key"])?.DeepClone();
        listed["data"] = (isChange ? data?["fields"] : data)?.DeepClone();
        if (e.ContainsKey("withheld"))
        {
            listed["why"] = "withheld";
        }

        return JsonSerializer.SerializeToElement(listed);
    }
}

/// <summary>One frame of a stream.</summary>
/// <param name="Id">Where to go on behind it.</param>
/// <param name="Event">Null: it says where the stream stands, or tells of a gap.</param>
/// <param name="Gap">What is missing, as the engine tells it; null: nothing.</param>
internal readonly record struct StreamedEvent(string Id, JsonElement? Event, string? Gap);
