using HmsSync.Changes;
using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Sdk;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles where pushes go: <c>url</c>, <c>method</c> and <c>deletes</c>.</summary>
internal sealed class TargetCompiler(CompileScope scope, ConfigSection section)
{
    private static readonly string[] Methods = ["POST", "PUT", "PATCH", "DELETE"];

    private static readonly string[] PushKeys
        = ["url", "method", "deletes", "auth", "mode", "schedule", "rate", "retry"];

    /// <summary>The plan with its target; needs its routes, networks and auth.</summary>
    public PartnerPlan Compile(PartnerPlan plan)
    {
        if (plan.Adapter == "none")
        {
            foreach (var key in PushKeys.Where(section.Has))
            {
                scope.Log.Warn(
                    "config.no_push",
                    section.PlaceOf(key),
                    $"'{key}' does nothing: nothing is pushed with adapter: none");
            }
        }
        else if (plan.Adapter == "http")
        {
            section.Require("url", "where pushes go (a partner that only listens says adapter: none)");
        }

        if (section.Text("url") is { } url)
        {
            Url(section, url, plan, deletesOnly: false);
        }

        return plan with
        {
            Url = section.Text("url") ?? "",
            Method = Method(section, "POST"),
            Deletes = Deletes(plan),
        };
    }

    private DeletesPlan Deletes(PartnerPlan plan)
    {
        var node = section.Node("deletes");
        if (node is ConfigMap && ConfigSection.Open(node, ConfigShapes.Deletes, scope.Log) is { } call)
        {
            var url = call.Text("url") ?? section.Text("url") ?? "";
            Url(call, url, plan, deletesOnly: true);
            return new DeletesPlan(true, new DeleteCall(Method(call, "DELETE"), url));
        }

        var word = section.Choice("deletes", "ignore", "send");
        if (word == "send" && section.Text("url") is { } usual)
        {
            Url(section, usual, plan, deletesOnly: true);
        }

        return word == "send" ? new DeletesPlan(true, null) : DeletesPlan.Ignore;
    }

    private static string Method(ConfigSection from, string usual)
    {
        var method = from.Text("method")?.ToUpperInvariant() ?? usual;
        if (!Methods.Contains(method))
        {
            from.Fault("config.bad_value", "method", $"'method' must be one of {string.Join(", ", Methods)}");
        }

        return method;
    }

    private void Url(ConfigSection from, string text, PartnerPlan plan, bool deletesOnly)
    {
        if (UrlTemplate.Parse(text, out var wrong) is not { } template)
        {
            from.Fault("config.bad_url", "url", $"the url {wrong}");
            return;
        }

        new UrlChecks(scope).Check(from.PlaceOf("url"), template.Url, plan.AllowNetwork);
        foreach (var field in template.Fields)
        {
            foreach (var route in plan.Send.Where(r => !plan.Records.ContainsKey(r.On)))
            {
                Place(from, field, route, deletesOnly);
            }
        }
    }

    /// <summary>A place in the url is filled from the body, so every body that goes there must have it.</summary>
    private void Place(ConfigSection from, string field, RoutePlan route, bool deletesOnly)
    {
        if (!route.Mapping.CanSend(field))
        {
            from.Fault(
                "config.url_field",
                "url",
                $"'{{{field}}}' is no partner field that the mapping of '{route.On}' sends",
                Values.Nearest.Remedy(field, route.Mapping.PartnerFields));
        }
        else if (deletesOnly
            && scope.Table(route.On) is { Key.Count: > 0 } table
            && !table.Key.Any(column => route.Mapping.PartnerFieldOf(FieldPath.Of(column).Text) == field))
        {
            from.Fault(
                "config.url_field",
                "url",
                $"'{{{field}}}' is not in the key of '{route.On}', and a delete carries the key alone",
                "use a key field, or give deletes a url of their own");
        }
    }
}
