using System.Text.RegularExpressions;
using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Configuration.Values;
using HmsSync.Map;

namespace HmsSync.Configuration.Compiling.Conflicts;

/// <summary>Compiles <c>claims</c> of a conflict file.</summary>
internal sealed partial class ClaimsCompiler(FaultLog log)
{
    /// <summary>Invariant 11: claims of one table; each is looked at with every write.</summary>
    public const int MaxClaims = 32;

    private const int MostCapacity = 1_000_000;

    private static readonly string[] Places = ["winner.at", "winner.source"];

    public IReadOnlyList<ClaimPlan> Compile(ConfigNode? node)
    {
        if (node is not null and not ConfigList)
        {
            log.WrongType(node, "a list of claims, each '- name: …'");
        }

        List<ClaimPlan> claims = [];
        foreach (var item in (node as ConfigList)?.Items ?? [])
        {
            if (ConfigSection.Open(item, ConflictShapes.Claim, log) is { } section && Claim(section) is { } claim)
            {
                if (claims.Exists(c => c.Name == claim.Name))
                {
                    section.Fault("config.bad_value", "name", $"there is another claim '{claim.Name}'", "give it another name");
                }

                claims.Add(claim);
            }
        }

        if (claims.Count > MaxClaims)
        {
            log.Add("conflicts.too_many", node!.Place, $"a table has at most {MaxClaims} claims");
        }

        return claims;
    }

    private ClaimPlan? Claim(ConfigSection section)
    {
        section.Require("name", "what people call it; it stands in conflict rows");
        var name = section.Text("name");
        var usual = new ClaimPlan(name ?? "", section.Place);
        var (capacity, field) = Capacity(section);
        var claim = usual with
        {
            Same = [.. log.ColumnsOf(section.Node("same")).Select(c => c.Name)],
            Overlap = Overlap(section),
            Capacity = capacity ?? usual.Capacity,
            CapacityField = field,
            Unless = Unless(section),
            Winner = WinnerWords.Read(
                section.Choice("winner", "earliest_change", "latest_change", "manual") ?? WinnerWords.Of(usual.Winner)),
            Tell = Tell(section),
            MaxLosers = MaxLosers(section),
        };
        if (!section.Has("same") && !section.Has("overlap"))
        {
            section.Require("same", "the columns that must be equal, or 'overlap' for those that say from when to when");
        }

        if (claim.Tell is { } tell && Uses(claim, tell.Field))
        {
            section.Fault(
                "conflicts.tell", "tell", $"'{tell.Field}' is a part of the claim: to write it would change who claims what",
                "tell it in another column");
        }

        return name is null ? null : claim;
    }

    private static bool Uses(ClaimPlan claim, string column)
        => claim.Same.Contains(column) || claim.Overlap?.Start == column || claim.Overlap?.End == column
            || claim.CapacityField == column || claim.Unless.Any(u => u.Field == column);

    private SpanFields? Overlap(ConfigSection section)
    {
        if (section.Node("overlap") is not { } node)
        {
            return null;
        }

        if (log.ColumnsOf(node) is [var start, var end])
        {
            return new SpanFields(start.Name, end.Name);
        }

        section.Fault("config.bad_value", "overlap", "'overlap' must be two different columns: [from, to]");
        return null;
    }

    private (int? Count, string? Field) Capacity(ConfigSection section)
        => section.Node("capacity") is { } node && node is not ConfigScalar { Kind: ScalarKind.Number }
            ? (null, log.ColumnOf(node))
            : ((int?)section.Whole("capacity", 1, MostCapacity), null);

    private List<FieldValue> Unless(ConfigSection section)
    {
        List<FieldValue> values = [];
        foreach (var entry in log.EntriesOf(section.Node("unless"), "a map of columns and the values that claim nothing"))
        {
            if (log.ColumnOf(new ConfigScalar(entry.Place, entry.Key, ScalarKind.Text, quoted: false)) is { } column
                && log.TextOf(entry.Value) is not null)
            {
                values.Add(new FieldValue(column, NodeJson.Write(entry.Value)));
            }
        }

        return values;
    }

    private TellPlan? Tell(ConfigSection section)
    {
        if (section.Node("tell") is not { } node || ConfigSection.Open(node, ConflictShapes.Tell, log) is not { } tell)
        {
            return null;
        }

        tell.Require("field", "the column that the text is written to");
        tell.Require("text", "what the loser reads");
        var field = tell.Node("field") is { } column ? log.ColumnOf(column) : null;
        var text = tell.Text("text");
        foreach (Match place in Braces().Matches(text ?? ""))
        {
            if (!Places.Contains(place.Groups[1].Value))
            {
                tell.Fault(
                    "conflicts.tell", "text",
                    $"'{place.Value}' cannot be filled: a loser is told no more of the winner than when and where",
                    Nearest.Remedy(place.Groups[1].Value, Places));
            }
        }

        return field is null || text is null ? null : new TellPlan(field, text);
    }

    private LoserLimit MaxLosers(ConfigSection section)
    {
        var usual = LoserLimit.Default;
        return section.Node("max_losers") is { } node && ConfigSection.Open(node, ConflictShapes.MaxLosers, log) is { } limit
            ? new LoserLimit((int)(limit.Whole("count", 1, MostCapacity) ?? usual.Count), limit.Duration("per") ?? usual.Per)
            : usual;
    }

    [GeneratedRegex(@"\{([^{}]*)\}")]
    private static partial Regex Braces();
}
