using HmsSync.Sdk;

namespace HmsSync.Adapters.Http.Records;

/// <summary>What came back from one call, body and all.</summary>
/// <param name="Outcome">By the status, or by what went wrong on the way.</param>
/// <param name="Body">The whole body of an acknowledgement; empty with a failure, or where it was longer than is read.</param>
/// <param name="Etag">The header as it came; null: none that could be sent back.</param>
internal readonly record struct RecordAnswer(PushOutcome Outcome, ReadOnlyMemory<byte> Body, string? Etag)
{
    /// <summary>The record itself is not there: 404 and 410 say the same of it.</summary>
    public bool IsNotThere => Outcome.Status is 404 or 410;

    public static RecordAnswer Of(PushOutcome failure) => new(failure, default, null);
}
