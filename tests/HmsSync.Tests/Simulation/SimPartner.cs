namespace HmsSync.Tests.Simulation;

/// <summary>
/// A partner that remembers by idempotency key and judges what it is told: invariant 2 (order per record) and invariant 3
/// (one key, one body). Knows nothing of the engine.
/// </summary>
internal sealed class SimPartner(string name, bool takesDeletes)
{
    private readonly Dictionary<string, string> _bodyOfKey = new(StringComparer.Ordinal);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _sent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);

    public string Name => name;

    public bool TakesDeletes => takesDeletes;

    /// <summary>Record key → body it holds.</summary>
    public Dictionary<string, string> State { get; } = new(StringComparer.Ordinal);

    /// <summary>Ids of the business events it got, in order of arrival.</summary>
    public List<string> Events { get; } = [];

    /// <summary>Numbers of the deliveries that went out to it, whether or not they arrived.</summary>
    public HashSet<long> SentNumbers { get; } = [];

    /// <summary>
    /// The same state may come twice under two keys: by its own delivery, and because an older one of the record lapsed.
    /// </summary>
    public bool MayBeToldAgain { get; set; }

    public List<string> Violations { get; } = [];

    public int Effects { get; private set; }

    public int Repeats { get; private set; }

    /// <summary>Records whose every push it refuses for good.</summary>
    public HashSet<string> Poison { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The engine sends: even a repeat must not go out after a newer state did. (What the network delays beyond the
    /// deadline may arrive late; the partner knows it by its key.)
    /// </summary>
    public void Sent(SimRequest request)
    {
        // An event that a rule's change raises has that rule's key, which may look like an appointment's.
        var record = request.Op == "event" ? "event " + request.Key : request.Key;
        var last = _sent.GetValueOrDefault(record);
        if (last > request.PartnerSeq)
        {
            Violations.Add($"{name}: {request.Key} {request.PartnerSeq} was sent after {last} (invariant 2)");
        }

        SentNumbers.Add(request.PartnerSeq);
        _sent[record] = Math.Max(last, request.PartnerSeq);
    }

    /// <summary>Takes a push; the status it answers.</summary>
    public int Take(SimRequest request)
    {
        if (_bodyOfKey.TryGetValue(request.IdempotencyKey, out var body) && body != request.Op + request.Body)
        {
            Violations.Add($"{name}: key {request.IdempotencyKey} came with another body (invariant 3)");
        }

        _bodyOfKey[request.IdempotencyKey] = request.Op + request.Body;
        if (Poison.Contains(request.Key))
        {
            return 422;
        }

        if (!_done.Add(request.IdempotencyKey))
        {
            Repeats++;
            return 200;
        }

        Effects++;
        Apply(request);
        return 200;
    }

    private void Apply(SimRequest request)
    {
        switch (request.Op)
        {
            case "event":
                Events.Add(request.Body);
                break;
            case "delete":
                State.Remove(request.Key);
                break;
            default:
                if (_versions.TryGetValue(request.Key, out var version)
                    && (request.Version < version || (request.Version == version && !MayBeToldAgain)))
                {
                    Violations.Add($"{name}: {request.Key} version {request.Version} after {version} (invariant 2)");
                }

                _versions[request.Key] = request.Version;
                State[request.Key] = request.Body;
                break;
        }
    }
}
