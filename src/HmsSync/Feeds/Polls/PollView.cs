using HmsSync.Changes;

namespace HmsSync.Feeds.Polls;

/// <summary>How a poll stands, for status.</summary>
/// <param name="State">
/// <c>running</c>, <c>listing</c> (everything anew), <c>failing</c> (tried again), <c>paused</c> with its partner,
/// <c>held</c> until the two sides meet.
/// </param>
/// <param name="LastLook">When it last read to the end; 0: not since the start.</param>
/// <param name="Code">What failed last and is not over; null: nothing.</param>
/// <param name="Why">In words; null: nothing to add.</param>
/// <param name="Until">When a failing poll is tried again.</param>
internal sealed record PollView(string State, EventTime LastLook, string? Code, string? Why, EventTime Until)
{
    public static readonly PollView New = new("running", default, null, null, default);
}
