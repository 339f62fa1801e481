using System.Text.RegularExpressions;

namespace HmsSync.Tests.Tidy;

/// <summary>Nothing in the repository names the machine it was built on: it must make sense in any checkout.</summary>
internal static partial class MachineRules
{
    public static IEnumerable<string> Paths(SourceFile file)
        => from line in file.Lines.Index()
           from Match match in Machine().Matches(line.Item)
           select file.At(line.Index + 1, $"'{match.Value}' is of the machine it was built on, not of the project");

    // The brackets keep the pattern from finding itself.
    [GeneratedRegex(@"(?<![\w.-])/wor[k]/|\.librar[y]/|\bfar[m]-\w+|/hms-buil[d]\.lock|/home/\w+/")]
    private static partial Regex Machine();
}
