using System.Diagnostics;

namespace HmsSync.Diagnostics;

/// <summary>Spans of the engine, for whoever listens to the source <c>HmsSync</c>; while nobody does, there are none.</summary>
internal static class Spans
{
    private static readonly ActivitySource Source = new(SyncMeter.Name);

    /// <summary>One delivery's call. Tags come from the configuration and from codes of ours, never from data (invariant 9).</summary>
    /// <param name="participant">Who is told.</param>
    /// <param name="traceParent">The trace that it belongs to; null: it begins one.</param>
    public static Activity? Deliver(string participant, string? traceParent)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        _ = ActivityContext.TryParse(traceParent, null, out var trace);
        return Source.StartActivity("deliver", ActivityKind.Client, trace)?.SetTag("participant", participant);
    }

    /// <summary>What the call came to.</summary>
    public static void Ended(this Activity span, string code, int status, bool failed)
    {
        span.SetTag("code", code);
        span.SetTag("http.response.status_code", status == 0 ? null : status);
        span.SetStatus(failed ? ActivityStatusCode.Error : ActivityStatusCode.Ok);
    }
}
