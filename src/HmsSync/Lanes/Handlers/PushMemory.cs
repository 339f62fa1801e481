using System.Security.Cryptography;
using System.Text;
using HmsSync.Sdk;

namespace HmsSync.Lanes.Handlers;

/// <summary>
/// What tries of a delivery have pushed so far, so that the next try repeats no effect even at a partner that keeps no keys.
/// Of this life of the engine only; after a restart the keys alone stand for it.
/// </summary>
internal sealed class PushMemory
{
    private const int DigestBytes = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (byte[] Digest, DeliveryResult? Done)> _made = new(StringComparer.Ordinal);

    /// <summary>Pushes that it knows of.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _made.Count;
            }
        }
    }

    /// <summary>What a push came to before; null: it has not been made, or what came of it is unknown.</summary>
    public DeliveryResult? Recall(string which, PushOrder order)
    {
        lock (_gate)
        {
            return !_made.TryGetValue(which, out var known) ? null
                : known.Digest.AsSpan().SequenceEqual(Digest(order)) ? known.Done
                : DeliveryResult.Failed(
                    FailureKind.Unbuildable, "push_changed",
                    $"an earlier try of the handler pushed something else to {order.Partner} at this place ({which}): "
                    + "the same event must make the same pushes, or give them names");
        }
    }

    public void Keep(string which, PushOrder order, DeliveryResult result)
    {
        if (!MayHaveBeenMade(result))
        {
            return;
        }

        lock (_gate)
        {
            _made[which] = (Digest(order), result.Failure is null ? result : null);
        }
    }

    private static bool MayHaveBeenMade(DeliveryResult result)
        => result.Failure is null
            || result.Failure.Failure is FailureKind.Unknown or FailureKind.Unavailable or FailureKind.BadAnswer;

    private static byte[] Digest(PushOrder order)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{order.Op}\n{order.Topic}\n"));
        hash.AppendData(order.Fields.Span);
        return hash.GetHashAndReset()[..DigestBytes];
    }
}
