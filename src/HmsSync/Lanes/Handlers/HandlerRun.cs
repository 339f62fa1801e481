using HmsSync.Changes;
using HmsSync.Deliver;
using HmsSync.Sdk;

namespace HmsSync.Lanes.Handlers;

/// <summary>
/// One try of one delivery by a handler: what it is told, and what it does in the delivery's name. Its pushes go one after
/// the other in the order they were asked for, each under a key of the delivery and its place, so that the next try of the
/// same delivery repeats none.
/// </summary>
internal sealed class HandlerRun(OwedEvent owed, IdempotencyKey keys, PartnerPushes pushes, PushMemory memory)
{
    // Invariant 11: one try of one delivery does no more than this.
    private const int MostEffects = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<Participant, int> _places = [];
    private Task _last = Task.CompletedTask;
    private PushOutcome? _late;
    private int _effects;
    private bool _over;

    public OwedEvent Owed => owed;

    /// <summary>Whose try it is.</summary>
    public required Participant Handler { get; init; }

    /// <summary>A JSON object in UTF-8, hub words, governed for the handler.</summary>
    public required ReadOnlyMemory<byte> Fields { get; init; }

    /// <summary>Old values of what an update changed, likewise; empty where they are not known.</summary>
    public required ReadOnlyMemory<byte> Was { get; init; }

    /// <summary>Fires when the try takes too long or the engine ends.</summary>
    public required CancellationToken Cancellation { get; init; }

    /// <summary>The delivery's idempotency key: the same for every try.</summary>
    public string Key => keys.Of(owed.PartnerSeq);

    /// <exception cref="InvalidOperationException">The handler has ended.</exception>
    public async Task<DeliveryResult> PushAsync(PushOrder order)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (before, which) = Queue(order, turn);
        await before;
        try
        {
            return Late(await MakeAsync(order, which));
        }
        finally
        {
            turn.SetResult();
        }
    }

    /// <summary>The id under which the handler's next event is published: the same for every try.</summary>
    /// <exception cref="InvalidOperationException">The handler has ended, or publishes too much.</exception>
    public string NextPublishId()
    {
        lock (_gate)
        {
            RefuseWhenOver_NeedsLock();
            return ++_effects > MostEffects
                ? throw new InvalidOperationException($"One event made the handler push and publish more than {MostEffects} times.")
                : string.Create(CultureInfo.InvariantCulture, $"{Key}-{_effects}");
        }
    }

    /// <summary>
    /// No more pushes; waits for those that the handler did not wait for. The failure of one of them, which the handler cannot
    /// have seen; null: none failed.
    /// </summary>
    public async Task<PushOutcome?> EndAsync()
    {
        await Close();
        lock (_gate)
        {
            return _late;
        }
    }

    /// <summary>No more pushes; completes with the last of them.</summary>
    public Task Close()
    {
        lock (_gate)
        {
            _over = true;
            return _last;
        }
    }

    private (Task Before, string Which) Queue(PushOrder order, TaskCompletionSource turn)
    {
        lock (_gate)
        {
            RefuseWhenOver_NeedsLock();
            _effects++;
            var place = _places.GetValueOrDefault(order.Partner) + 1;
            _places[order.Partner] = place;
            var before = _last;
            _last = turn.Task;
            return (before, order.Name is null ? string.Create(CultureInfo.InvariantCulture, $"{place}") : $"={order.Name}");
        }
    }

    /// <summary>Invariant 3: what an earlier try has pushed is not pushed again, and never anything else in its place.</summary>
    private async Task<DeliveryResult> MakeAsync(PushOrder order, string which)
    {
        if (_effects > MostEffects)
        {
            return DeliveryResult.Failed(
                FailureKind.Unbuildable, "too_many_pushes", $"one event made the handler push more than {MostEffects} times");
        }

        var place = $"{order.Partner.Name} {which}";
        if (memory.Recall(place, order) is { } known)
        {
            return known;
        }

        var result = await pushes.PushAsync(order, keys, owed.PartnerSeq, which, Cancellation);
        memory.Keep(place, order, result);
        return result;
    }

    private DeliveryResult Late(DeliveryResult result)
    {
        lock (_gate)
        {
            _late ??= _over ? result.Failure : null;
        }

        return result;
    }

    private void RefuseWhenOver_NeedsLock()
    {
        if (_over)
        {
            throw new InvalidOperationException("The handler had ended before it pushed or published: await what it starts.");
        }
    }
}
