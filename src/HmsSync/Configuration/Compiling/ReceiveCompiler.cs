using HmsSync.Changes;
using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Configuration.Values;
using HmsSync.Map;

namespace HmsSync.Configuration.Compiling;

/// <summary>What a partner may send us.</summary>
/// <param name="Doorbells">Its events.</param>
/// <param name="Verify">Null: no webhook is taken.</param>
/// <param name="Id">Where a doorbell's own id stands; null: the standard headers only.</param>
/// <param name="Poll">How often its changes are read; null: only when a doorbell asks.</param>
internal sealed record ReceiveParts(
    IReadOnlyList<ReceivePlan> Doorbells, VerifyPlan? Verify, WebhookIdPlan? Id, TimeSpan? Poll)
{
    /// <summary>Doorbells a second; null: no limit.</summary>
    public double? Rate { get; init; }
}

/// <summary>Compiles <c>receive</c>.</summary>
internal sealed class ReceiveCompiler(
    CompileScope scope, Participant partner, MappingPlan mapping, IReadOnlyDictionary<string, RecordsPlan> records)
{
    public ReceiveParts Compile(ConfigNode? node)
    {
        if (node is null || ConfigSection.Open(node, ConfigShapes.Receive, scope.Log) is not { } receive)
        {
            return new ReceiveParts([], null, null, null);
        }

        var webhook = receive.Node("webhook") is { } hook
            ? ConfigSection.Open(hook, ConfigShapes.Webhook, scope.Log)
            : null;
        webhook?.Require(
            "verify", "how the partner proves who it is; without a secret: verify: { scheme: none }, on loopback");
        var verify = webhook?.Node("verify") is { } v ? new VerifyCompiler(scope).Compile(v) : null;
        var id = webhook?.Node("id") is { } i ? Id(i) : null;
        if (verify?.Scheme == VerifyScheme.StandardWebhooks && id?.Header is not null)
        {
            scope.Log.Add(
                "config.webhook_id", webhook!.PlaceOf("id"), "with standard-webhooks the id is the one that is signed: webhook-id",
                "take 'id' out, or name a field of the body");
        }

        List<ReceivePlan> doorbells = [];
        foreach (var entry in scope.Log.EntriesOf(receive.Node("events"), "a map of events"))
        {
            if (new DoorbellCompiler(scope, partner, mapping, records).Compile(entry) is { } doorbell)
            {
                doorbells.Add(doorbell);
            }
        }

        if (receive.Has("events") && !receive.Has("webhook"))
        {
            receive.Fault(
                "config.missing_key", "events", "'webhook' is missing: nothing says how these events are verified",
                "add webhook: { verify: … }");
        }

        if (receive.Has("webhook") && !receive.Has("events"))
        {
            scope.Log.Warn("config.no_events", receive.PlaceOf("webhook"), "a webhook without 'events' takes nothing");
        }

        return new ReceiveParts(doorbells, verify, id, receive.Duration("poll"))
        {
            Rate = webhook?.Parsed("rate", RateText.Parse, RateText.Form),
        };
    }

    private WebhookIdPlan? Id(ConfigNode node)
    {
        if (ConfigSection.Open(node, ConfigShapes.WebhookId, scope.Log) is not { } section)
        {
            return null;
        }

        var (header, field) = (section.Text("header"), section.Text("field"));
        if (header is null == field is null)
        {
            scope.Log.Add("config.webhook_id", section.Place, "the id stands in either a 'header' or a 'field'");
        }

        if (header is not null)
        {
            HeaderNames.Check(scope.Log, section.PlaceOf("header"), header, outgoing: false);
        }

        return new WebhookIdPlan(header, field);
    }
}
