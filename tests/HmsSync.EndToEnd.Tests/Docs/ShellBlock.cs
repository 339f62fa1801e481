using System.Text.RegularExpressions;

namespace HmsSync.EndToEnd.Tests.Docs;

/// <summary>What a page tells its reader to type, and what it says will be seen.</summary>
/// <param name="Commands">As they stand in the page.</param>
/// <param name="Shows">
/// Lines that appear because of them, in any order and also later, as what runs in the background has its say; <c>…</c> stands
/// for anything, and any space for any other.
/// </param>
internal sealed partial record ShellBlock(string Commands, IReadOnlyList<string> Shows)
{
    /// <summary>Whether a line on the screen is the one that the page shows.</summary>
    public static bool IsShown(string shown, string line)
    {
        var pattern = Regex.Escape(Spaces().Replace(shown.Trim(), " ")).Replace("…", ".*", StringComparison.Ordinal);
        return Regex.IsMatch(Spaces().Replace(line.Trim(), " "), $"^{pattern}$", RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
