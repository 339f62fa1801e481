using System.Buffers;
using HmsSync.Changes;

namespace HmsSync.Map;

/// <summary>One mapping file, compiled for both directions. Pure, immutable, shared by threads.</summary>
internal sealed class MappingPlan
{
    /// <summary>Every field goes through under its own name.</summary>
    public static readonly MappingPlan Identity = new(new MappingParts { RestKept = true });

    private readonly MappingParts _parts;
    private readonly MapDirection _out;
    private readonly MapDirection _in;
    private readonly Dictionary<string, FieldRule> _byHub;
    private readonly HashSet<string> _named;

    internal MappingPlan(MappingParts parts)
    {
        _parts = parts;
        var rules = parts.RestKept ? WithFilled(parts) : parts.Rules;
        _byHub = parts.Rules.ToDictionary(r => r.Hub.Text, StringComparer.Ordinal);
        _named = [.. parts.Rules.SelectMany(r => new[] { r.Hub.First, r.Partner.First })];
        HubFields = [.. parts.Rules.Select(r => r.Hub.Text)];
        PartnerFields = [.. parts.Rules.Select(r => r.Partner.Text).Distinct(StringComparer.Ordinal)];
        string[] hub = [.. rules.Select(r => r.Hub.First)];
        string[] partner = [.. rules.Select(r => r.Partner.First)];
        string[] named = [.. hub.Union(partner, StringComparer.Ordinal)];
        var apart = parts.RestKept ? named : null;
        _out = new MapDirection(rules.Where(r => r.GoesOut), parts.Defaults, apart, outward: true);
        _in = new MapDirection(rules.Where(r => r.ComesIn), parts.HubDefaults, apart, outward: false);
    }

    /// <summary>Changes when the same input could map to other bytes.</summary>
    public string Fingerprint => _parts.Fingerprint;

    /// <summary>The hub fields the file names, as paths, in its order.</summary>
    public IReadOnlyList<string> HubFields { get; }

    /// <summary>The partner fields the file names, as paths, in its order.</summary>
    public IReadOnlyList<string> PartnerFields { get; }

    /// <summary>Fields that are not named go under their own names, both ways.</summary>
    public bool KeepsRest => _parts.RestKept;

    /// <summary>A record that is born in the hub is given more than its partner says.</summary>
    public bool HasHubDefaults => _parts.HubDefaults.Count > 0;

    /// <summary>The hub columns that the file sends to the partner.</summary>
    public IEnumerable<string> OutwardColumns => _parts.Rules.Where(r => r.GoesOut).Select(r => r.Hub.First);

    /// <summary>The hub columns that the file takes from the partner.</summary>
    public IEnumerable<string> InwardColumns => _parts.Rules.Where(r => r.ComesIn).Select(r => r.Hub.First);

    /// <summary>Where a way there and back loses something that nobody declared.</summary>
    public IReadOnlyList<LossyField> Lossy => _parts.Lossy;

    /// <summary>When two hub values of a field are the same.</summary>
    public CanonicalEquality Equality => _parts.Equality;

    /// <summary>Hub words to partner words.</summary>
    /// <param name="fields">A JSON object in UTF-8.</param>
    /// <param name="defaults">Whether the mapping's defaults fill what is absent (inserts and flat pushes).</param>
    /// <param name="output">Receives one JSON object.</param>
    public MapResult ToPartner(ReadOnlySpan<byte> fields, bool defaults, IBufferWriter<byte> output)
        => _out.Run(fields, defaults, output);

    /// <summary>What names a record in a delete: the mapped key fields and nothing else; no defaults.</summary>
    /// <param name="fields">A JSON object in UTF-8, hub words.</param>
    /// <param name="keyColumns">The table's key.</param>
    /// <param name="output">Receives one JSON object.</param>
    public MapResult ToPartnerKey(
        ReadOnlySpan<byte> fields, IReadOnlyList<string> keyColumns, IBufferWriter<byte> output)
        => _out.Run(fields, defaults: false, output, [.. keyColumns.Select(c => FieldPath.Of(c).Text)]);

    /// <summary>Partner words to hub words; a field that did not come stays absent.</summary>
    /// <param name="fields">A JSON object in UTF-8.</param>
    /// <param name="hubDefaults">Whether hub defaults fill what is absent (a record born at the partner).</param>
    /// <param name="output">Receives one JSON object.</param>
    public MapResult ToHub(ReadOnlySpan<byte> fields, bool hubDefaults, IBufferWriter<byte> output)
        => _in.Run(fields, hubDefaults, output);

    /// <summary>The mapped key fields and nothing else: also of a payload of which another field cannot be mapped.</summary>
    /// <param name="fields">A JSON object in UTF-8, partner words.</param>
    /// <param name="keyColumns">The table's key.</param>
    /// <param name="output">Receives one JSON object in hub words.</param>
    public MapResult ToHubKey(ReadOnlySpan<byte> fields, IReadOnlyList<string> keyColumns, IBufferWriter<byte> output)
        => _in.Run(fields, defaults: false, output, [.. keyColumns.Select(c => FieldPath.Of(c).Text).Select(Source)]);

    /// <summary>The partner's name of a hub field; null: it is not sent.</summary>
    /// <param name="hubField">As a path.</param>
    public string? PartnerFieldOf(string hubField)
        => _byHub.TryGetValue(hubField, out var rule)
            ? rule.GoesOut ? rule.Partner.Text : null
            : Keeps(hubField) ? hubField : null;

    /// <summary>Whether a payload for the partner can hold this field (as a path).</summary>
    public bool CanSend(string partnerField)
        => _parts.Rules.Any(r => r.GoesOut && r.Partner.Text == partnerField)
            || _parts.Defaults.Any(d => d.Path.Text == partnerField)
            || Keeps(partnerField);

    /// <summary>
    /// Whether a partner's payload can bring this hub field (as a path), or a hub default stands for it.
    /// </summary>
    public bool CanReceive(string hubField)
        => Brings(hubField) || _parts.HubDefaults.Any(d => d.Path.Text == hubField);

    /// <summary>Whether a partner's payload itself can bring this hub field (as a path).</summary>
    public bool Brings(string hubField)
        => _byHub.TryGetValue(hubField, out var rule) ? rule.ComesIn : Keeps(hubField);

    /// <summary>The same, but fields that are not named are kept: for the data of a business event.</summary>
    public MappingPlan KeepingRest() => _parts.RestKept ? this : new MappingPlan(_parts with { RestKept = true });

    /// <summary>Where a hub field comes from.</summary>
    private string Source(string hubField) => _byHub.TryGetValue(hubField, out var rule) ? rule.Partner.Text : hubField;

    private bool Keeps(string field)
        => _parts.RestKept
            && (FieldPath.IsPlain(field) ? field : FieldPath.Parse(field)?.First) is { Length: > 0 } first
            && !_named.Contains(first);

    /// <summary>
    /// Among fields that go under their own names, one with a default is a name like the others: the default must not
    /// stand beside its value, and a partner's default never comes back.
    /// </summary>
    private static List<FieldRule> WithFilled(MappingParts parts)
    {
        List<FieldRule> rules = [.. parts.Rules];
        foreach (var (path, direction) in parts.HubDefaults.Select(d => (d.Path, FieldDirection.Both))
            .Concat(parts.Defaults.Select(d => (d.Path, FieldDirection.Out))))
        {
            if (!rules.Any(r => r.Hub.Overlaps(path) || r.Partner.Overlaps(path)))
            {
                rules.Add(new FieldRule(path, path, direction, null, null));
            }
        }

        return rules;
    }
}
