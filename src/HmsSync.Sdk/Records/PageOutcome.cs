namespace HmsSync.Sdk;

/// <summary>What came of asking for one page: items and where it goes on, a cursor that is no longer known, or a failure.</summary>
public sealed record PageOutcome
{
    /// <summary>Invariant 11: items of one page; a longer one is a bad answer.</summary>
    public const int MostItems = 10_000;

    /// <summary>Invariant 11: characters of a cursor; a longer one is a bad answer.</summary>
    public const int LongestCursor = 4_096;

    private PageOutcome()
    {
    }

    /// <summary>In the partner's order; records that are not ours are left out.</summary>
    public IReadOnlyList<PartnerRecord> Items { get; private init; } = [];

    /// <summary>How many items were left out.</summary>
    public int LeftOut { get; private init; }

    /// <summary>The partner had nothing more to tell.</summary>
    public bool IsEmpty => Items.Count + LeftOut == 0;

    /// <summary>Where the next page begins; null: this was the last one.</summary>
    public string? Next { get; private init; }

    /// <summary>The partner no longer knows the cursor: everything must be listed again.</summary>
    public bool CursorGone { get; private init; }

    /// <summary>Why there is no page; null: there is one, or the cursor is gone.</summary>
    public PushOutcome? Failure { get; private init; }

    /// <summary>A page, maybe of no items.</summary>
    /// <param name="items">See <see cref="Items"/>.</param>
    /// <param name="next">See <see cref="Next"/>.</param>
    /// <param name="leftOut">See <see cref="LeftOut"/>.</param>
    public static PageOutcome Page(IReadOnlyList<PartnerRecord> items, string? next, int leftOut = 0)
        => new() { Items = items, Next = next, LeftOut = leftOut };

    /// <summary>The cursor was understood and is too old.</summary>
    public static PageOutcome Gone() => new() { CursorGone = true };

    /// <summary>The call failed; see <see cref="PushOutcome.Failed"/>.</summary>
    public static PageOutcome Failed(PushOutcome failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure.Failure is null
            ? throw new ArgumentException("The outcome is no failure.", nameof(failure))
            : new PageOutcome { Failure = failure };
    }
}
