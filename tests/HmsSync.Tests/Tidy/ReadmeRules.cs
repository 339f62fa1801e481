using System.Text.RegularExpressions;

namespace HmsSync.Tests.Tidy;

/// <summary>The README of a stage is short and names only what exists.</summary>
internal static partial class ReadmeRules
{
    public const int Lines = 30;

    private static readonly string[] FileEndings = [".md", ".cs", ".json", ".yml", ".sh", ".props", ".csproj"];

    public static IEnumerable<string> TooLong(SourceFile readme)
        => readme.Lines.Length > Lines
            ? [readme.At(Lines + 1, $"{readme.Lines.Length} lines, at most {Lines}: in, out, guarantees")]
            : [];

    /// <param name="readme">Its names in backticks are looked at.</param>
    /// <param name="isKnown">Whether a type, member or namespace has this name.</param>
    public static IEnumerable<string> UnknownNames(SourceFile readme, Func<string, bool> isKnown)
        => from line in readme.Lines.Index()
           from Match code in Code().Matches(line.Item)
           let text = code.Groups[1].Value
           where !FileEndings.Any(e => text.EndsWith(e, StringComparison.Ordinal))
           from name in NameList().Split(text)
           where PascalCase().IsMatch(name) && !isKnown(name)
           select readme.At(line.Index + 1, $"`{name}` is no type, member or namespace");

    /// <summary>The map of the engine's folders: each folder is in it; one that is not there is marked as to come.</summary>
    public static IEnumerable<string> FolderMap(SourceFile map, IReadOnlyCollection<string> folders)
    {
        var rows = FolderRow().Matches(map.Text);
        var named = rows.Select(r => r.Groups["name"].Value).ToHashSet();
        var missing = from folder in folders
                      where !named.Contains(folder)
                      select $"{map.Path}: does not name the folder {folder}: add | `{folder}/` | what it does |";
        var wrong = from Match row in rows
                    let folder = row.Groups["name"].Value
                    let isToCome = row.Value.Contains("*(to come)*", StringComparison.Ordinal)
                    where isToCome == folders.Contains(folder)
                    select isToCome
                        ? $"{map.Path}: {folder} is there: take its *(to come)* away"
                        : $"{map.Path}: there is no folder {folder}: mark it *(to come)* or take it away";
        return missing.Concat(wrong);
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"[^\w]+")]
    private static partial Regex NameList();

    [GeneratedRegex("^[A-Z][a-z][A-Za-z0-9]*$")]
    private static partial Regex PascalCase();

    [GeneratedRegex(@"^\|\s*`(?<name>\w+)/`.*$", RegexOptions.Multiline)]
    private static partial Regex FolderRow();
}
