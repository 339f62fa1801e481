using HmsSync.Changes;

namespace HmsSync.Journal;

/// <summary>A sender's own id of one message: what comes again under it is taken once (invariant 1).</summary>
/// <param name="Source">Who sent it; ids of different senders have nothing to do with each other.</param>
/// <param name="Scope">Within the sender, such as the doorbell: one message may ring several. May be empty.</param>
/// <param name="Id">As sent.</param>
/// <param name="Body">What must be the same when the id comes again.</param>
internal sealed record IncomingId(Participant Source, string Scope, string Id, ReadOnlyMemory<byte> Body)
{
    /// <summary>Scope and id as one text.</summary>
    public string Whole => Scope.Length == 0 ? Id : $"{Scope}\n{Id}";
}
