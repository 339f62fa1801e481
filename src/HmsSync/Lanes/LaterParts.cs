using System.Buffers;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// What a partner has said of a record after a part that a person drives again. Invariant 2: of that the older value does not
/// come back.
/// </summary>
internal sealed class LaterParts(PartnerPlan partner, int lane, LinkTools links)
{
    /// <summary>Of the older part the fields that no later one names, hub words; empty: nothing is left of it.</summary>
    /// <param name="owed">The older part.</param>
    /// <param name="theirs">Its fields, hub words.</param>
    public ReadOnlyMemory<byte> Rest(OwedEvent owed, ReadOnlyMemory<byte> theirs)
    {
        var later = links.Later(lane, owed.PartnerSeq, owed.Event.Record);
        if (later.Count == 0)
        {
            return theirs;
        }

        if (owed.Op == ChangeOp.Delete || later.Exists(delivery => delivery.Op == ChangeOp.Delete))
        {
            return default;
        }

        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (var delivery in later)
        {
            Read(delivery.Event, named);
        }

        return JsonCover.Rest(theirs.Span, named);
    }

    /// <summary>One that cannot be mapped has not reached the hub, and comes after the older one if it ever does.</summary>
    private void Read(JournaledEvent e, HashSet<string> named)
    {
        if (AnswerName.IsOne(e.Via))
        {
            Name(e.Fields, named);
            return;
        }

        var words = new ArrayBufferWriter<byte>(e.Fields.Length + 256);
        var receive = partner.Receive.FirstOrDefault(r => r.Event == e.Via);
        if (receive is null || e.Key.IsUntold || receive.Mapping.ToHub(e.Fields.Span, hubDefaults: false, words).IsFault)
        {
            return;
        }

        Name(words.WrittenMemory, named);
    }

    private static void Name(ReadOnlyMemory<byte> words, HashSet<string> named)
    {
        var fields = new JsonFields(words.Span);
        while (fields.Next())
        {
            named.Add(fields.Name);
        }
    }
}
