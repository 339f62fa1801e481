namespace HmsSync.EndToEnd.Tests.Docs;

/// <summary>
/// The commands of a page: its blocks fenced as <c>sh</c>, in order, without those marked <c>no-run</c>. A block fenced as
/// <c>text</c> is what the one above it shows.
/// </summary>
internal static class ShellBlocks
{
    private const string Fence = "```";
    private const string Commands = "sh";
    private const string Screen = "text";

    public static IReadOnlyList<ShellBlock> Of(string markdown)
    {
        var blocks = new List<ShellBlock>();
        var before = "";
        foreach (var (kind, lines) in Fenced(markdown))
        {
            if (kind == Commands)
            {
                blocks.Add(new ShellBlock(string.Join('\n', lines), []));
            }
            else if (kind == Screen && before == Commands)
            {
                blocks[^1] = blocks[^1] with { Shows = [.. lines.Where(line => line.Trim().Trim('…').Length > 0)] };
            }

            before = kind;
        }

        return blocks;
    }

    private static IEnumerable<(string Kind, List<string> Lines)> Fenced(string markdown)
    {
        (string Kind, List<string> Lines)? block = null;
        foreach (var line in markdown.Split('\n').Select(line => line.TrimEnd()))
        {
            if (block is { } ended && line == Fence)
            {
                yield return ended;
                block = null;
            }
            else if (block is not null)
            {
                block.Value.Lines.Add(line);
            }
            else if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                block = (line[Fence.Length..], []);
            }
        }

        if (block is not null)
        {
            throw new FormatException("a fenced block has no end");
        }
    }
}
