using System.Buffers;
using HmsSync.Changes;
using HmsSync.Govern;
using HmsSync.Map;

namespace HmsSync.Views;

/// <summary>
/// The one function through which every way out goes: push, replay, lists, screens. Hub words → govern → the viewer's words.
/// </summary>
internal static class WayOut
{
    /// <param name="payload">In hub words.</param>
    /// <param name="viewer">Who will see it.</param>
    /// <param name="output">Receives one JSON object; whole only when there is no fault.</param>
    public static MapResult Write(RawPayload payload, in Viewer viewer, IBufferWriter<byte> output)
    {
        // Invariant 9: nothing leaves but by here, after policy.
        var governed = GovernStage.Apply(payload, viewer.Participant);
        if (viewer.Words is not null)
        {
            return viewer.Words.ToPartner(governed.Fields.Span, viewer.Defaults, output);
        }

        output.Write(governed.Fields.Span);
        return MapResult.Mapped;
    }

    /// <summary>The event as the operator may see it; nothing of it when it cannot be told in hub words.</summary>
    public static Shown Show(JournaledEvent e, HubWords words)
    {
        var read = words.Read(e);
        if (read.Mapped.IsFault)
        {
            // Policy is written in hub words: what has none cannot be judged, and is refused.
            return new Shown(RawJson.Null, read.Mapped);
        }

        var output = new ArrayBufferWriter<byte>(Math.Max(16, read.Payload.Fields.Length));
        var fault = Write(read.Payload, Viewer.Operator, output);
        return new Shown(fault.IsFault ? RawJson.Null : new RawJson(output.WrittenMemory), fault);
    }
}

/// <summary>What may be shown of an event.</summary>
/// <param name="Data">A JSON object, or null with a fault.</param>
/// <param name="Fault">Why nothing can be shown.</param>
internal readonly record struct Shown(RawJson Data, MapResult Fault);
