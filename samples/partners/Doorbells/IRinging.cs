using System.Threading.Channels;

namespace HmsSync.Partners;

/// <summary>Who owes HMS rings, oldest first.</summary>
internal interface IRinging
{
    /// <summary>Becomes readable when a ring is owed.</summary>
    ChannelReader<bool> Bell { get; }

    /// <summary>The oldest ring that is owed, or null.</summary>
    Ring? NextRing();

    /// <summary>The ring was answered for good.</summary>
    void Settle(Ring ring);
}
