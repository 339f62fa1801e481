namespace HmsSync.Configuration;

/// <summary>How a winner is picked.</summary>
internal enum WinnerRule
{
    LatestChange,
    EarliestChange,

    /// <summary>Who stands first in a list.</summary>
    Authority,

    /// <summary>A person decides; until then nothing is written.</summary>
    Manual,
    Hub,

    /// <summary>The one at the other end of the link.</summary>
    Partner,
}

/// <summary>The rules by the words that users write and conflict rows show.</summary>
internal static class WinnerWords
{
    public static readonly string[] All = ["latest_change", "earliest_change", "authority", "manual", "hub", "partner"];

    /// <summary>What can stand behind <c>then</c>: whatever decides.</summary>
    public static readonly string[] Deciding = [.. All.Where(w => w != "manual")];

    public static string Of(WinnerRule rule) => All[(int)rule];

    public static WinnerRule Read(string word) => (WinnerRule)Array.IndexOf(All, word);
}
