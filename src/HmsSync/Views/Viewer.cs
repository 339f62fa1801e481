using HmsSync.Changes;
using HmsSync.Map;

namespace HmsSync.Views;

/// <summary>For whom a payload goes out.</summary>
/// <param name="Participant">Policy is run for this one; the hub's name stands for the operator.</param>
/// <param name="Words">Hub words to the viewer's; null: hub words.</param>
/// <param name="Defaults">Whether the mapping's defaults fill what is absent.</param>
internal readonly record struct Viewer(Participant Participant, MappingPlan? Words, bool Defaults)
{
    /// <summary>The operator's own screens, in hub words.</summary>
    public static readonly Viewer Operator = new(Participant.Hub, null, false);
}
