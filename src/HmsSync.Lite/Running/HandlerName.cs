namespace HmsSync.Lite.Running;

/// <summary>
/// What a handler is called as a participant: <c>handler.</c> and its own name, or what it listens to and its method. No
/// partner's name has a dot, so it can be none.
/// </summary>
internal static class HandlerName
{
    private const string Prefix = "handler.";
    private const int Longest = 128;

    /// <param name="on">Table or topic.</param>
    /// <param name="given">As the program says; null: it does not.</param>
    /// <param name="code">What stands where the handler is passed: a method's name, or a lambda.</param>
    /// <exception cref="ArgumentException">The name cannot be used.</exception>
    public static string Of(string on, string? given, string code)
    {
        ArgumentException.ThrowIfNullOrEmpty(on);
        if (given is not null && !IsName(given))
        {
            throw new ArgumentException(
                $"'{given}' is no name for a handler: 1 to {Longest} letters, digits, '.', '_' and '-'.", nameof(given));
        }

        var method = code[(code.LastIndexOf('.') + 1)..];
        var own = given ?? (IsIdentifier(code) ? $"{on}.{method}" : on);
        return IsName(own)
            ? Prefix + own
            : throw new ArgumentException($"'{on}' is no table and no topic, or too long a name for a handler.", nameof(on));
    }

    private static bool IsName(string name)
        => name.Length is > 0 and <= Longest && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    private static bool IsIdentifier(string code)
        => code.Length > 0 && !char.IsAsciiDigit(code[0]) && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.');
}
