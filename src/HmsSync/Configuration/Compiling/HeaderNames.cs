using HmsSync.Configuration.Reading;
using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Compiling;

/// <summary>Checks names of HTTP headers (RFC 9110, section 5.1).</summary>
internal static class HeaderNames
{
    private static readonly string[] Ours =
    [
        "Host", "Connection", "Content-Length", "Content-Type", "Transfer-Encoding", "Idempotency-Key",
    ];

    /// <param name="log">Receives the fault.</param>
    /// <param name="place">Where the name stands.</param>
    /// <param name="name">What to check.</param>
    /// <param name="outgoing">We set it: then it must be none that a push has already.</param>
    public static void Check(FaultLog log, Place place, string name, bool outgoing)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c)
            || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)))
        {
            log.Add("config.bad_value", place, "this is no name of a header");
        }
        else if (outgoing
            && (Ours.Contains(name, StringComparer.OrdinalIgnoreCase)
                || name.StartsWith("HMS-Sync-", StringComparison.OrdinalIgnoreCase)
                || name.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)))
        {
            log.Add("config.bad_value", place, $"the header {name} is set by the push itself", "name another");
        }
    }
}
