using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Deliver;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Lanes.Handlers;

/// <summary>Pushes to any partner by its name, and the audit row of each that was acknowledged.</summary>
internal sealed class PartnerPushes(IReadOnlyList<PartnerPlan> partners, Store store, TimeProvider clock)
{
    private readonly Dictionary<Participant, PartnerPush> _byPartner = [];

    public void Add(Participant partner, PartnerPush push) => _byPartner.Add(partner, push);

    /// <param name="order">What is to be pushed.</param>
    /// <param name="keys">Whose keys it has.</param>
    /// <param name="delivery">The delivery in whose name it goes; 0: none.</param>
    /// <param name="which">Which push it is, of that delivery and partner.</param>
    /// <param name="cancellation">Gives up the call; its outcome is then unknown.</param>
    public async Task<DeliveryResult> PushAsync(
        PushOrder order, IdempotencyKey keys, PartnerSeq delivery, string which, CancellationToken cancellation)
    {
        if (!_byPartner.TryGetValue(order.Partner, out var push))
        {
            return Missing(order.Partner);
        }

        if (store.Writer.Fault is { } fault)
        {
            // Invariant 10: while audit rows cannot be written, no new effect starts.
            return Told(order, DeliveryResult.Failed(FailureKind.Unavailable, fault.Code, "the store takes no audit rows"));
        }

        // Invariant 3: numbers and names of the configuration, never data.
        var key = keys.OfPush(delivery, $"{order.Partner.Name}\n{which}\n{push.Body(order)}");
        var result = await push.SendAsync(order, key, cancellation);
        if (result.Outcome != Outcome.Delivered)
        {
            return Told(order, result);
        }

        try
        {
            await store.Writer.CommitAsync(new PushedWork(push.Lane, order, result.Status, EventTime.From(clock.GetUtcNow())));
            return result;
        }
        catch (StoreUnavailableException unavailable)
        {
            // Invariant 10: without its row it is not settled, and is repeated with its key until it has one.
            return Told(order, DeliveryResult.Failed(FailureKind.Unavailable, unavailable.Code, "the store took no audit row"));
        }
    }

    private DeliveryResult Missing(Participant name)
    {
        var (code, why) = partners.FirstOrDefault(p => p.Name == name) switch
        {
            null => ("unknown_partner", $"there is no partner {name}; there are {Known()}"),
            { IsHandler: true } => ("push_to_handler", $"{name} is a handler: publish an event that it listens to"),
            { Adapter: "none" } => ("partner_listens", $"{name} only listens (adapter: none): nothing can be pushed to it"),
            _ => (ToBroken.Code, $"the adapter of {name} could not be made; `hms-sync validate` says more"),
        };
        return DeliveryResult.Failed(FailureKind.Unbuildable, code, why);
    }

    private string Known() => string.Join(", ", _byPartner.Keys.Select(p => p.Name).Order(StringComparer.Ordinal));

    /// <summary>A failure says which partner it was: it may end on a lane of another name.</summary>
    private static DeliveryResult Told(PushOrder order, DeliveryResult result)
        => result.Failure is not { } failure
            ? result
            : DeliveryResult.Failed(PushOutcome.Failed(
                failure.Failure!.Value, failure.Code, failure.Status, failure.RetryAfter,
                $"push to {order.Partner}: {failure.Detail ?? $"it answered {failure.Code}"}"));
}
