using System.Buffers;
using System.Collections.Frozen;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Govern;
using HmsSync.Map;

namespace HmsSync.Views;

/// <summary>
/// The first step of every way out: an event as journaled, in its sender's words, to hub words. What the hub said and what
/// was published is in hub words already; a partner's event is mapped in by what it came by: a doorbell, or a poll of records.
/// </summary>
internal sealed class HubWords(IEnumerable<PartnerPlan> partners)
{
    private readonly FrozenDictionary<(string Partner, string Event), MappingPlan> _doorbells = partners
        .SelectMany(p => p.Receive.Select(r => KeyValuePair.Create((p.Name.Name, r.Event), r.Mapping))
            .Concat(p.Records.Values.Select(r => KeyValuePair.Create((p.Name.Name, r.Via), r.Mapping))))
        .ToFrozenDictionary();

    public WordsResult Read(JournaledEvent e)
    {
        if (e.Via is null)
        {
            return new WordsResult(MapResult.Mapped, new RawPayload(e.Topic, e.Fields));
        }

        if (!_doorbells.TryGetValue((e.Source.Name, e.Via), out var mapping))
        {
            return new WordsResult(new MapResult("no_receive", e.Via), default);
        }

        var hubWords = new ArrayBufferWriter<byte>(e.Fields.Length + 256);
        var mapped = mapping.ToHub(e.Fields.Span, hubDefaults: false, hubWords);
        return new WordsResult(mapped, mapped.IsFault ? default : new RawPayload(e.Topic, hubWords.WrittenMemory));
    }
}

/// <summary>A payload in hub words, or why there is none.</summary>
internal readonly record struct WordsResult(MapResult Mapped, RawPayload Payload);
