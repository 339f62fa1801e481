namespace HmsSync.EndToEnd.Tests.Fakes;

/// <summary>What a partner holds after the pushes it has seen: body by record key. Reads each push of a growing log once.</summary>
internal sealed class HeldByPartner
{
    private readonly Dictionary<string, string> _held = new(StringComparer.Ordinal);
    private int _read;

    /// <param name="pushes">The same log as before, grown.</param>
    public IReadOnlyDictionary<string, string> After(IReadOnlyList<Push> pushes)
    {
        for (; _read < pushes.Count; _read++)
        {
            var push = pushes[_read];
            if (push.Op == "delete")
            {
                _held.Remove(push.Key);
            }
            else
            {
                _held[push.Key] = push.Body;
            }
        }

        return _held;
    }
}
