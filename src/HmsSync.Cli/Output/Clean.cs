using System.Buffers;

namespace HmsSync.Cli.Output;

/// <summary>Text from elsewhere must not steer the terminal: control characters are shown as <c>·</c>, lines stay lines.</summary>
internal static class Clean
{
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(c => c != '\n').Concat(Enumerable.Range(0x7F, 0x21)).Select(c => (char)c)]);

    public static string Text(string text)
        => text.AsSpan().IndexOfAny(Controls) < 0
            ? text
            : string.Create(text.Length, text, static (target, source) =>
            {
                for (var i = 0; i < target.Length; i++)
                {
                    target[i] = Controls.Contains(source[i]) ? '·' : source[i];
                }
            });
}
