using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>A change that went through so many participants because of us goes in circles: it parks (engine.md, Star).</summary>
internal static class HopLimit
{
    private const int Most = 8;

    /// <summary>Null: it may go on.</summary>
    public static DeliveryResult? Refusal(OwedEvent owed) => owed.Event.Hops < Most
        ? null
        : DeliveryResult.Failed(FailureKind.Rejected, "loop", $"It went through {Most} participants because of us.");
}
