using HmsSync.Changes;
using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Compiling.Records;
using HmsSync.Configuration.Reading;
using HmsSync.Configuration.Values;
using HmsSync.Map;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles one partner.</summary>
internal sealed class PartnerCompiler(CompileScope scope, ConfigSection section, Participant name)
{
    private const int MostConcurrency = 1_024;

    private static readonly string[] NamedByContract = ["caldav", "file_drop"];

    public PartnerPlan Compile()
    {
        var mapping = scope.Mappings.Of(section, MappingPlan.Identity);
        var records = new RecordsCompiler(scope, section, mapping).Compile();
        var receive = new ReceiveCompiler(scope, name, mapping, records).Compile(section.Node("receive"));
        var send = new RoutesCompiler(scope, mapping).Compile(section.Node("send"));
        var usual = new PartnerPlan(name);
        var plan = usual with
        {
            Adapter = Adapter(),
            Batch = new ScheduleCompiler(scope).Compile(section),
            Mapping = mapping,
            Send = send,
            Records = records,
            Poll = receive.Poll,
            WebhookRate = receive.Rate,
            Receive = receive.Doorbells,
            Verify = receive.Verify,
            WebhookId = receive.Id,
            Auth = new AuthCompiler(scope).Compile(section.Node("auth")),
            Timeout = section.Duration("timeout") ?? usual.Timeout,
            Concurrency = (int)(section.Whole("concurrency", 1, MostConcurrency) ?? usual.Concurrency),
            RatePerSecond = section.Parsed("rate", RateText.Parse, RateText.Form),
            Retry = Retry(),
            AllowNetwork = Networks(),
            Ca = Ca(),
            Silence = section.Duration("silence"),
            CloudEvents = section.Choice("format", "flat", "cloudevents") == "cloudevents",
        };
        plan = new TargetCompiler(scope, section).Compile(plan);
        new PartnerChecks(scope, section).Check(plan);
        new PartnerRecordsChecks(scope, section).Check(plan);
        return plan;
    }

    private string Ca()
    {
        var text = section.Text("ca") ?? "";
        if (text.Length > 0 && PemText.Certificates(text) is null)
        {
            section.Fault("config.bad_certificate", "ca", $"'ca' must hold certificates as {PemText.Form}");
        }

        return text;
    }

    private string Adapter()
    {
        var adapter = section.Text("adapter") ?? "http";
        if (adapter is not ("http" or "none"))
        {
            var near = Nearest.Of(adapter, ["http", "none"]);
            if (near is not null && !NamedByContract.Contains(adapter))
            {
                section.Fault(
                    "config.bad_value", "adapter", $"there is no adapter '{adapter}'", $"did you mean '{near}'?");
            }
            else
            {
                scope.Log.NotBuilt(section.PlaceOf("adapter"), $"an adapter other than http and none ('{adapter}')");
            }
        }

        foreach (var setting in scope.Log.EntriesOf(section.Node("settings"), "a map of settings"))
        {
            scope.Log.Add(
                "config.unknown_key", setting.Place, $"the adapter '{adapter}' has no setting '{setting.Key}'");
        }

        return adapter;
    }

    private RetryPlan Retry()
    {
        var usual = RetryPlan.Default;
        if (section.Node("retry") is not { } node
            || ConfigSection.Open(node, ConfigShapes.Retry, scope.Log) is not { } retry)
        {
            return usual;
        }

        var first = retry.Duration("first") ?? usual.First;
        var max = retry.Duration("max") ?? (first > usual.Max ? first : usual.Max);
        if (first > max)
        {
            retry.Fault("config.bad_value", "first", "'first' is longer than 'max'");
        }

        return new RetryPlan(first, max, retry.Duration("give_up_after") ?? usual.GiveUpAfter);
    }

    private List<System.Net.IPNetwork> Networks()
    {
        List<System.Net.IPNetwork> networks = [];
        var node = section.Node("allow_network");
        foreach (var item in node is ConfigList list ? list.Items : node is null ? [] : [node])
        {
            if (scope.Log.TextOf(item) is not { } text)
            {
                continue;
            }

            if (NetworkText.Parse(text) is { } network)
            {
                networks.Add(network);
            }
            else
            {
                scope.Log.Add("config.bad_value", item.Place, $"'allow_network' must list {NetworkText.Form}");
            }
        }

        return networks;
    }
}
