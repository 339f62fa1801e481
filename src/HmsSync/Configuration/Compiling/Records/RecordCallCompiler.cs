using HmsSync.Configuration.Binding;
using HmsSync.Map;
using HmsSync.Sdk;

namespace HmsSync.Configuration.Compiling.Records;

/// <summary>Compiles the calls of one entry of <c>records</c>: <c>METHOD path</c>, each place filled by something known.</summary>
internal sealed class RecordCallCompiler(
    ConfigSection section, string? url, MappingPlan mapping, RecordKeyParts key)
{
    private static readonly string[] Paging = ["cursor", "limit"];

    public RecordCalls Compile() => new()
    {
        Insert = Call("insert", ["POST", "PUT"], CanInsert),
        Update = Call("update", ["PATCH", "PUT"], place => mapping.CanSend(place) || IsKey(place), NamesRecord),
        Delete = Call("delete", ["DELETE", "POST"], IsKey, NamesRecord),
        Read = Call("read", ["GET"], IsKey, NamesRecord),
        Find = Call("find", ["GET"], place => place == "key" || IsHubKey(place), places => places.Count > 0),
        List = Call("list", ["GET"], Paging.Contains),
        Changes = Call("changes", ["GET"], Paging.Contains, places => places.Contains("cursor")),
    };

    /// <summary>A key that the partner makes is not known before it has.</summary>
    private bool CanInsert(string place) => mapping.CanSend(place) && !(key.ByPartner && place == key.Field);

    private bool IsKey(string place) => place == key.Field || IsHubKey(place);

    private bool IsHubKey(string place) => key.Mapped is { } mapped ? mapped.Contains(place) : mapping.CanSend(place);

    private bool NamesRecord(IReadOnlyList<string> places)
        => places.Contains(key.Field) || (!key.ByPartner && places.Any(IsKey));

    private RecordCall? Call(
        string name, string[] methods, Func<string, bool> isKnown, Func<IReadOnlyList<string>, bool>? suffices = null)
    {
        if (section.Text(name) is not { } text)
        {
            return null;
        }

        var parts = text.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var method = parts.Length == 0 ? "" : parts[0].ToUpperInvariant();
        if (parts.Length < 2 || !methods.Contains(method) || !parts[1].StartsWith('/'))
        {
            section.Fault(
                "config.bad_call", name, $"'{name}' must be a method and a path",
                $"write {string.Join(" or ", methods)} and a path that begins with /");
            return null;
        }

        Judge(name, parts[1], isKnown, suffices);
        return new RecordCall(method, parts[1]);
    }

    private void Judge(string name, string path, Func<string, bool> isKnown, Func<IReadOnlyList<string>, bool>? suffices)
    {
        // The partner's url has faults of its own, which are told at its place.
        var whole = (url is not null && UrlTemplate.Parse(url, out _) is { Fields.Count: 0 } ? url : "https://x").TrimEnd('/') + path;
        if (UrlTemplate.Parse(whole, out var wrong) is not { } template)
        {
            section.Fault("config.bad_url", name, $"the path {wrong}");
            return;
        }

        if (key.Field.Length == 0)
        {
            return; // what names a record is not known, which is told
        }

        var unknown = template.Fields.Where(f => !isKnown(f)).Distinct().ToArray();
        foreach (var place in unknown)
        {
            section.Fault(
                "config.url_field", name, $"'{{{place}}}' is nothing that is known when '{name}' is called",
                Values.Nearest.Remedy(place, [.. Known(name)]));
        }

        if (unknown.Length == 0 && suffices is not null && !suffices(template.Fields))
        {
            section.Fault(
                "config.url_field", name, name == "changes"
                    ? "the path has no {cursor}: it would read everything each time"
                    : $"nothing in the path says which record: {string.Join(", ", Known(name).Select(f => $"{{{f}}}"))}");
        }
    }

    private IEnumerable<string> Known(string name) => name switch
    {
        "insert" => mapping.PartnerFields.Where(CanInsert),
        "update" => mapping.PartnerFields.Append(key.Field).Distinct(),
        "list" or "changes" => Paging,
        "find" => (key.Mapped ?? []).Append("key"),
        _ => (key.Mapped ?? []).Append(key.Field).Distinct(),
    };
}
