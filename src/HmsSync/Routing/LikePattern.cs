using System.Text;

namespace HmsSync.Routing;

/// <summary>
/// SQL's LIKE on code points, upper and lower case apart: <c>%</c> is any text, <c>_</c> one character, a backslash
/// takes the next character as it is. Time is bounded by text length times pattern length.
/// </summary>
internal sealed class LikePattern
{
    private const int Any = -1;
    private const int One = -2;
    private readonly int[] _tokens;

    private LikePattern(int[] tokens) => _tokens = tokens;

    /// <summary>Null when the pattern ends in a backslash.</summary>
    public static LikePattern? Parse(string pattern)
    {
        List<int> tokens = [];
        var escaped = false;
        foreach (var rune in pattern.EnumerateRunes())
        {
            if (!escaped && rune.Value == '\\')
            {
                escaped = true;
                continue;
            }

            var token = escaped ? rune.Value : rune.Value switch { '%' => Any, '_' => One, var other => other };
            escaped = false;
            if (token != Any || tokens.Count == 0 || tokens[^1] != Any)
            {
                tokens.Add(token);
            }
        }

        return escaped ? null : new LikePattern([.. tokens]);
    }

    public bool Fits(ReadOnlySpan<byte> text)
    {
        var (at, token) = (0, 0);
        var (retryAt, retryToken) = (0, -1);
        while (at < text.Length)
        {
            Rune.DecodeFromUtf8(text[at..], out var rune, out var length);
            if (token < _tokens.Length && _tokens[token] == Any)
            {
                (retryAt, retryToken) = (at, ++token);
            }
            else if (token < _tokens.Length && (_tokens[token] == One || _tokens[token] == rune.Value))
            {
                (at, token) = (at + length, token + 1);
            }
            else if (retryToken >= 0)
            {
                Rune.DecodeFromUtf8(text[retryAt..], out _, out var skipped);
                retryAt += skipped;
                (at, token) = (retryAt, retryToken);
            }
            else
            {
                return false;
            }
        }

        return token == _tokens.Length || (token == _tokens.Length - 1 && _tokens[token] == Any);
    }
}
