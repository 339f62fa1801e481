using HmsSync.Hosting.Meetings;
using HmsSync.Views;

namespace HmsSync.Hosting.Control;

/// <summary>What a first meeting of a partner finds, or has found; sums over its tables.</summary>
internal sealed record LinkReport
{
    public required string Partner { get; init; }

    /// <summary>It is not over yet; ask again.</summary>
    public bool Running { get; init; }

    /// <summary>They were told to meet, and have.</summary>
    public bool Applied { get; init; }

    /// <summary>Why it did not come to the end; null: it did, or goes on.</summary>
    public string? Code { get; init; }

    public string? Why { get; init; }

    /// <summary>Records that both sides have.</summary>
    public long Matched => Tables.Sum(t => t.Matched);

    /// <summary>Of those the ones that differ.</summary>
    public long Differing => Tables.Sum(t => t.Differing);

    public long OnlyHub => Tables.Sum(t => t.OnlyHub);

    public long OnlyPartner => Tables.Sum(t => t.OnlyPartner);

    /// <summary>Of either side: which is which nobody can tell.</summary>
    public long Ambiguous => Tables.Sum(t => t.Ambiguous);

    /// <summary>The partner's that cannot be read.</summary>
    public long Unreadable => Tables.Sum(t => t.Unreadable);

    public IReadOnlyList<LinkTable> Tables { get; init; } = [];
}

/// <summary>One table of a <see cref="LinkReport"/>.</summary>
internal sealed record LinkTable
{
    public required string Table { get; init; }

    /// <summary>As in <see cref="MeetingStatus.State"/>, or <c>met</c>.</summary>
    public required string State { get; init; }

    public long Matched { get; init; }

    public long Differing { get; init; }

    public long OnlyHub { get; init; }

    public long OnlyPartner { get; init; }

    public long Ambiguous { get; init; }

    public long Unreadable { get; init; }

    /// <summary>Keys of the first of each kind, by its name; no other values.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<RawJson>> Examples { get; init; }

    public static LinkTable Of(string table, string state, MeetingCounts counts) => new()
    {
        Table = table,
        State = state,
        Matched = counts.Matched.Count,
        Differing = counts.Differing.Count,
        OnlyHub = counts.OnlyHub.Count,
        OnlyPartner = counts.OnlyPartner.Count,
        Ambiguous = counts.Ambiguous.Count,
        Unreadable = counts.Unreadable.Count,
        Examples = new Dictionary<string, IReadOnlyList<RawJson>>
        {
            ["differing"] = Keys(counts.Differing),
            ["only_hub"] = Keys(counts.OnlyHub),
            ["only_partner"] = Keys(counts.OnlyPartner),
            ["ambiguous"] = Keys(counts.Ambiguous),
            ["unreadable"] = Keys(counts.Unreadable),
        },
    };

    private static List<RawJson> Keys(CountedKeys keys)
        => [.. keys.First.Select(key => RawJson.Of(System.Text.Encoding.UTF8.GetBytes(key)))];
}
