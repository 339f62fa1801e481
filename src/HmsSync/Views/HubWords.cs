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
        => e.Via is null
            ? new WordsResult(MapResult.Mapped, new RawPayload(e.Topic, e.Fields))
            : Read(e.Source.Name, e.Via, e.Topic, e.Fields);

    /// <summary>The same of an event that came by a doorbell.</summary>
    public WordsResult Read(string source, string via, string topic, ReadOnlyMemory<byte> fields)
    {
        if (AnswerName.IsOne(via))
        {
            return new WordsResult(MapResult.Mapped, new RawPayload(topic, fields));
        }

        if (!_doorbells.TryGetValue((source, via), out var mapping))
        {
            return new WordsResult(new MapResult("no_receive", via), default);
        }

        var hubWords = new ArrayBufferWriter<byte>(fields.Length + 256);
        var mapped = mapping.ToHub(fields.Span, hubDefaults: false, hubWords);
        return new WordsResult(mapped, mapped.IsFault ? default : new RawPayload(topic, hubWords.WrittenMemory));
    }
}

/// <summary>A payload in hub words, or why there is none.</summary>
internal readonly record struct WordsResult(MapResult Mapped, RawPayload Payload);
