using System.Buffers;
using System.Text;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Journal;
using HmsSync.Sdk;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Hosting.Control;

/// <summary>Publishes business events in the hub's name; what it has answered for is on the disk (invariant 1).</summary>
internal sealed class Publisher(Engine engine)
{
    public const int LongestTopic = 200;
    public const int LongestId = 512;
    public const int LongestKey = 512;

    /// <exception cref="StoreUnavailableException">Nothing was kept.</exception>
    public async Task<PublishResult> PublishAsync(PublishRequest request)
    {
        if (Refusal(request) is { } refused)
        {
            return refused;
        }

        var key = request.Key is null ? RecordKey.None : new RecordKey($"\"{JsonEncodedText.Encode(request.Key)}\"");
        var e = new NewEvent
        {
            Source = request.Source,
            Topic = request.Topic,
            Op = ChangeOp.Event,
            Key = key,
            Fields = request.Data,
            Id = request.Id,
            Cause = request.Cause,
            Trace = request.Trace,
            Hops = request.Hops,
            At = EventTime.From(engine.Clock.GetUtcNow()),
        };
        var incoming = request.Id is null
            ? null
            : new IncomingId(request.Source, "publish", request.Id, Whole(request, key));
        var appended = (await engine.Journal.AppendAsync([e], incoming: incoming))[0];
        return appended.Kind == AppendKind.IdTaken
            ? PublishResult.Refused("id_taken", "This id was published before with something else.")
            : new PublishResult("", "", request.Id ?? $"{engine.Store.Epoch}-{appended.Seq}", appended.Seq.Value);
    }

    private PublishResult? Refusal(PublishRequest request)
    {
        if (request.Topic.Length is 0 or > LongestTopic
            || !request.Topic.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            return PublishResult.Refused(
                "bad_topic", $"A topic is 1 to {LongestTopic} letters, digits, '.', '_' and '-'.");
        }

        if (engine.Plan.Hub.Table(request.Topic) is not null)
        {
            return PublishResult.Refused("topic_is_table", "The topic is a table of the hub: its changes come from the hub alone.");
        }

        return request.Id is { Length: 0 or > LongestId }
            ? PublishResult.Refused("bad_id", $"An id has 1 to {LongestId} characters.")
            : request.Key is { Length: 0 or > LongestKey }
            ? PublishResult.Refused("bad_key", $"A key has 1 to {LongestKey} characters.")
            : null;
    }

    /// <summary>What must be the same when the id comes again.</summary>
    private static byte[] Whole(PublishRequest request, RecordKey key)
    {
        var whole = new ArrayBufferWriter<byte>(request.Data.Length + 128);
        whole.Write(Encoding.UTF8.GetBytes($"{request.Topic}\n{key.Json}\n"));
        whole.Write(request.Data.Span);
        return whole.WrittenSpan.ToArray();
    }
}
