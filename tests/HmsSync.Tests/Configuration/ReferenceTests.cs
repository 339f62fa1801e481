using System.Text.RegularExpressions;
using HmsSync.Configuration.Binding;
using Xunit;

namespace HmsSync.Tests.Configuration;

public sealed partial class ReferenceTests
{
    private static readonly string Page = File.ReadAllText(Find("docs/reference/configuration.md"));

    [Fact]
    public void Every_key_stands_in_the_reference_with_its_default_and_no_other_does()
    {
        foreach (var shape in ConfigShapes.All)
        {
            var section = Page.Split("\n## ").Single(s => s.StartsWith(shape.Name + "\n", StringComparison.Ordinal));
            Assert.Equal(
                shape.Keys.Where(k => k.Built).Select(k => $"{shape.Name}: {k.Name} = {k.Default}"),
                Row().Matches(section).Select(m => $"{shape.Name}: {m.Groups[1].Value} = {m.Groups[2].Value}"));
        }
    }

    [Fact]
    public void Every_key_that_is_not_built_stands_under_its_section()
    {
        var section = Page[Page.IndexOf("## Not built yet", StringComparison.Ordinal)..];
        foreach (var shape in ConfigShapes.All.Where(s => s.Keys.Any(k => !k.Built)))
        {
            var keys = shape.Keys.Where(k => !k.Built).Select(k => $"`{k.Name}`");
            Assert.Contains($"- `{shape.Name}`: {string.Join(", ", keys)}\n", section, StringComparison.Ordinal);
        }
    }

    private static string Find(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, path)))
        {
            folder = folder.Parent ?? throw new FileNotFoundException("not above the test", path);
        }

        return Path.Combine(folder.FullName, path);
    }

    [GeneratedRegex(@"^\| `([a-z0-9_]+)` \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
