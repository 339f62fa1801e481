using System.Buffers;
using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Govern;
using HmsSync.Map;
using HmsSync.Sdk;

namespace HmsSync.Views;

/// <summary>What a partner is told of an event, in its own words: the same object in a push and in its view.</summary>
internal sealed class PartnerShape(PartnerPlan partner)
{
    /// <summary>The route that took the event; null: after a change of configuration none is left.</summary>
    /// <param name="topic">Table or topic.</param>
    /// <param name="op">What the partner is told.</param>
    /// <param name="fields">In hub words.</param>
    public RoutePlan? RouteOf(string topic, ChangeOp op, ReadOnlySpan<byte> fields)
    {
        foreach (var route in partner.Send)
        {
            if (route.On == topic && (route.Where.IsAlways || op == ChangeOp.Delete || route.Where.Holds(fields)))
            {
                return route;
            }
        }

        return null;
    }

    /// <summary>Writes one JSON object, whole only when there is no fault.</summary>
    /// <param name="route">The one that took it.</param>
    /// <param name="topic">Table or topic.</param>
    /// <param name="op">What the partner is told.</param>
    /// <param name="key">A delete says which record is gone and nothing else of it.</param>
    /// <param name="fields">In hub words.</param>
    /// <param name="output">Receives it.</param>
    public MapResult Write(
        RoutePlan route, string topic, ChangeOp op, RecordKey key, ReadOnlyMemory<byte> fields, IBufferWriter<byte> output)
    {
        var isDelete = op == ChangeOp.Delete;
        var viewer = new Viewer(partner.Name, route.Mapping, Defaults: !isDelete);
        return WayOut.Write(new RawPayload(topic, isDelete ? Encoding.UTF8.GetBytes(key.Json) : fields), viewer, output);
    }
}
