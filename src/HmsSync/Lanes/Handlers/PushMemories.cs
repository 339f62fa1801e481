using HmsSync.Changes;

namespace HmsSync.Lanes.Handlers;

/// <summary>The memories of deliveries that failed and will be tried again.</summary>
internal sealed class PushMemories
{
    // Invariant 11: past so many pushes the oldest delivery's are forgotten, and it leans on the keys alone.
    private const int MostPushes = 65_536;

    private readonly Lock _gate = new();
    private readonly OrderedDictionary<PartnerSeq, (PushMemory Memory, int Count)> _failed = [];
    private int _pushes;

    public PushMemory Of(PartnerSeq delivery)
    {
        lock (_gate)
        {
            return _failed.TryGetValue(delivery, out var known) ? known.Memory : new PushMemory();
        }
    }

    public void Failed(PartnerSeq delivery, PushMemory memory)
    {
        lock (_gate)
        {
            Forget_NeedsLock(delivery);
            var count = memory.Count;
            if (count > 0)
            {
                _failed.Add(delivery, (memory, count));
                _pushes += count;
            }

            while (_pushes > MostPushes)
            {
                Forget_NeedsLock(_failed.GetAt(0).Key);
            }
        }
    }

    public void Ended(PartnerSeq delivery)
    {
        lock (_gate)
        {
            Forget_NeedsLock(delivery);
        }
    }

    private void Forget_NeedsLock(PartnerSeq delivery)
    {
        if (_failed.Remove(delivery, out var known))
        {
            _pushes -= known.Count;
        }
    }
}
