using HmsSync.Changes;

namespace HmsSync.Feeds.Backfills;

/// <summary>A hub table that is being read whole into lanes while changes go on; stored with each page of it.</summary>
/// <param name="Table">Hub table.</param>
/// <param name="Lane">The one lane that is owed its records; 0: as the routes say.</param>
/// <param name="Why"><see cref="Asked"/>, or what the hub's feed was held for.</param>
/// <param name="Since">When it was asked for.</param>
internal sealed record BackfillRow(string Table, int Lane, string Why, EventTime Since)
{
    /// <summary>Somebody asked for it, and nothing was missed.</summary>
    public const string Asked = "backfill";

    public BackfillStage Stage { get; init; }

    /// <summary>Where it goes on, in the terms of its stage; empty: from the beginning.</summary>
    public string Cursor { get; init; } = "";

    /// <summary>Records that were read.</summary>
    public long Rows { get; init; }

    /// <summary>Records that are not there any more.</summary>
    public long Gone { get; init; }

    /// <summary>Changes may have been missed: what is known of the table and is not there any more becomes a delete.</summary>
    public bool FindsGone => Why != Asked;

    /// <summary>The same table, asked for once more: from its beginning, and never for less than before.</summary>
    public BackfillRow Again(BackfillRow asked) => FindsGone && !asked.FindsGone ? asked with { Why = Why } : asked;

    public bool IsSame(BackfillRow other) => Table == other.Table && Lane == other.Lane;
}

internal enum BackfillStage
{
    /// <summary>Its records are read, in key order.</summary>
    Rows,

    /// <summary>What is known of it is looked for.</summary>
    Gone,
}
