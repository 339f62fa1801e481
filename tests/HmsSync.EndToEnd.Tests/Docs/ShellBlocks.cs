namespace HmsSync.EndToEnd.Tests.Docs;

/// <summary>The commands of a page: its blocks fenced as <c>sh</c>, in order, without those marked <c>no-run</c>.</summary>
internal static class ShellBlocks
{
    private const string Fence = "```";

    public static IReadOnlyList<string> Of(string markdown)
    {
        var blocks = new List<string>();
        List<string>? block = null;
        var skipped = false;
        foreach (var line in markdown.Split('\n').Select(line => line.TrimEnd()))
        {
            if (block is not null && line == Fence)
            {
                blocks.Add(string.Join('\n', block));
                block = null;
            }
            else if (skipped && line == Fence)
            {
                skipped = false;
            }
            else if (block is not null)
            {
                block.Add(line);
            }
            else if (!skipped && line.StartsWith(Fence, StringComparison.Ordinal))
            {
                block = line == "```sh" ? [] : null;
                skipped = block is null;
            }
        }

        return block is null && !skipped ? blocks : throw new FormatException("a fenced block has no end");
    }
}
