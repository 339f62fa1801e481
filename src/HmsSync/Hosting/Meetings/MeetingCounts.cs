using HmsSync.Sdk;

namespace HmsSync.Hosting.Meetings;

/// <summary>What a survey found.</summary>
internal sealed class MeetingCounts
{
    /// <summary>Records that both sides have.</summary>
    public CountedKeys Matched { get; } = new();

    /// <summary>Of those the ones that differ.</summary>
    public CountedKeys Differing { get; } = new();

    public CountedKeys OnlyHub { get; } = new();

    public CountedKeys OnlyPartner { get; } = new();

    /// <summary>Of either side: which is which nobody can tell.</summary>
    public CountedKeys Ambiguous { get; } = new();

    /// <summary>The partner's that cannot be read: they park.</summary>
    public CountedKeys Unreadable { get; } = new();

    /// <summary>Why it did not come to the end; null: it did.</summary>
    public PushOutcome? Failure { get; set; }
}

/// <summary>How many, and the keys of the first.</summary>
internal sealed class CountedKeys
{
    /// <summary>Invariant 11: keys that are shown of each kind.</summary>
    public const int Shown = 10;

    private readonly List<string> _first = [];

    public long Count { get; private set; }

    /// <summary>Keys as JSON, never other values.</summary>
    public IReadOnlyList<string> First => _first;

    public void Add(string key)
    {
        if (Count++ < Shown)
        {
            _first.Add(key);
        }
    }
}
