using HmsSync.Changes;

namespace HmsSync.Hosting;

/// <summary>
/// How lanes are called in the store: a lane to a partner has its name, one to the hub <c>hms/</c> and the name, and the one that
/// checks claims in the hub <c>hms</c>.
/// </summary>
internal static class LaneNames
{
    private const string HubPrefix = "hms/";

    public static string Checks => Participant.Hub.Name;

    public static string To(Participant partner) => partner.Name;

    public static string ToHubFrom(Participant partner) => HubPrefix + partner.Name;

    /// <summary>The partner whose link the lane belongs to, either way.</summary>
    public static Participant PartnerOf(string lane)
        => new(lane.StartsWith(HubPrefix, StringComparison.Ordinal) ? lane[HubPrefix.Length..] : lane);

    public static bool IsToHub(string lane) => lane == Checks || lane.StartsWith(HubPrefix, StringComparison.Ordinal);
}
