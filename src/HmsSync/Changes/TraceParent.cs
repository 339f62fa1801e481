using System.Buffers;

namespace HmsSync.Changes;

/// <summary>The header <c>traceparent</c> of W3C Trace Context (https://www.w3.org/TR/trace-context/, 3.2).</summary>
internal static class TraceParent
{
    public const string Header = "traceparent";

    private const int Length = 55;

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdef");

    /// <summary>As version 00 has it; null: it is not there, or is none, and the standard wants it ignored.</summary>
    public static string? Read(string? header)
    {
        if (header is not { Length: >= Length } || header[2] != '-' || header[35] != '-' || header[52] != '-'
            || (header.Length > Length && (header.StartsWith("00", StringComparison.Ordinal) || header[Length] != '-')))
        {
            return null;
        }

        var (version, trace, span, flags) = (header[..2], header[3..35], header[36..52], header[53..55]);
        return IsHex(version) && version != "ff" && IsHex(trace) && IsHex(span) && IsHex(flags)
            && trace.AsSpan().ContainsAnyExcept('0') && span.AsSpan().ContainsAnyExcept('0')
            ? $"00-{trace}-{span}-{flags}"
            : null;
    }

    private static bool IsHex(string text) => !text.AsSpan().ContainsAnyExcept(Hex);
}
