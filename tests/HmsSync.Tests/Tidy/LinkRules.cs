using System.Text.RegularExpressions;

namespace HmsSync.Tests.Tidy;

/// <summary>A relative link in a page leads to a file or folder that is there, and to a heading that it has.</summary>
internal static partial class LinkRules
{
    /// <param name="page">A Markdown file.</param>
    /// <param name="files">All files of the repository.</param>
    public static IEnumerable<string> Broken(SourceFile page, IReadOnlyList<SourceFile> files)
        => from line in Prose(page)
           from Match link in Link().Matches(line.Text)
           let target = link.Groups["target"].Value
           where !Outside().IsMatch(target)
           let fault = Fault(page, target, files)
           where fault is not null
           select page.At(line.Number, $"the link {target} leads nowhere: {fault}");

    private static string? Fault(SourceFile page, string target, IReadOnlyList<SourceFile> files)
    {
        var parts = target.Split('#', 2);
        var path = parts[0].Length == 0 ? page.Path : Resolve(page.Folder, parts[0]);
        var file = files.FirstOrDefault(f => f.Path == path);
        if (file is null)
        {
            var isFolder = files.Any(f => f.Path.StartsWith(path + "/", StringComparison.Ordinal));
            return isFolder ? null : $"there is no {path}";
        }

        return parts.Length == 1 || Headings(file).Contains(parts[1]) ? null : $"{path} has no such heading";
    }

    private static string Resolve(string folder, string target)
    {
        var path = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != "."))
        {
            if (part != "..")
            {
                path.Add(part);
            }
            else if (path.Count > 0)
            {
                path.RemoveAt(path.Count - 1);
            }
        }

        return string.Join('/', path);
    }

    /// <summary>As hosts of Markdown make them: lower case, words joined by a dash.</summary>
    private static IEnumerable<string> Headings(SourceFile page)
        => from line in Prose(page)
           where line.Text.StartsWith('#')
           let words = line.Text.TrimStart('#').Trim().ToLowerInvariant()
           select NotInAnchor().Replace(words, "").Replace(' ', '-');

    /// <summary>The lines outside fenced blocks.</summary>
    private static IEnumerable<(int Number, string Text)> Prose(SourceFile page)
    {
        var fenced = false;
        foreach (var (index, line) in page.Lines.Index())
        {
            var isFence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
            fenced ^= isFence;
            if (!fenced && !isFence)
            {
                yield return (index + 1, line);
            }
        }
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^[a-z]+:")]
    private static partial Regex Outside();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
