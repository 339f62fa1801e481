namespace HmsSync.Cli.Demo;

/// <summary>What the picture shows at one moment.</summary>
/// <param name="Engine">Where the engine listens.</param>
/// <param name="Folder">The workspace.</param>
/// <param name="Participants">Each with what it holds, in its own words.</param>
/// <param name="Lanes">By name.</param>
/// <param name="Calls">The last calls, oldest first.</param>
/// <param name="Note">What the last key did.</param>
internal sealed record LiveView(
    Uri Engine,
    string Folder,
    IReadOnlyList<(string Name, string Holds)> Participants,
    IReadOnlyList<LaneView> Lanes,
    IReadOnlyList<PartnerLine> Calls,
    string Note);
