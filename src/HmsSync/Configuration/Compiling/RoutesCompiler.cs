using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Map;
using HmsSync.Routing;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles <c>send</c>; the first route that takes an event wins.</summary>
internal sealed class RoutesCompiler(CompileScope scope, MappingPlan partnerMapping)
{
    public IReadOnlyList<RoutePlan> Compile(ConfigNode? node)
    {
        List<RoutePlan> routes = [];
        if (node is not null and not ConfigList)
        {
            scope.Log.WrongType(node, "a list of routes, each '- on: …'");
        }

        foreach (var item in (node as ConfigList)?.Items ?? [])
        {
            if (ConfigSection.Open(item, ConfigShapes.Route, scope.Log) is { } section && Route(section) is { } route)
            {
                if (routes.Exists(r => r.On == route.On && r.Where.IsAlways))
                {
                    scope.Log.Warn(
                        "config.unreached_route", section.Place,
                        $"an earlier route takes every '{route.On}': this one takes none");
                }

                routes.Add(route);
            }
        }

        return routes;
    }

    private RoutePlan? Route(ConfigSection section)
    {
        section.Require("on", "a table or a business event");
        var where = section.Node("where") is { } node
            ? new ConditionCompiler(scope.Log).Compile(node)
            : Condition.Always;
        var mapping = scope.Mappings.Of(section, partnerMapping);
        var leaves = section.Choice("leaves", "keep", "delete");
        if (section.Text("on") is not { } on)
        {
            return null;
        }

        new Names(scope).Source(on, section.PlaceOf("on"));
        if (leaves is not null && scope.Tables is not null && scope.Table(on) is null)
        {
            section.Fault("config.leaves", "leaves", "'leaves' is for tables: a business event does not stop matching");
        }

        return where is null ? null : new RoutePlan(on, where, leaves == "delete", mapping);
    }
}
