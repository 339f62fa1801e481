using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Hubs;
using HmsSync.Sdk;

namespace HmsSync.Feeds.Doorbells;

/// <summary>
/// Turns the verified body of a doorbell into events. They hold the body in the partner's words; it is mapped here only to
/// judge it before the partner is answered, and to tell which record it is about.
/// </summary>
internal sealed class DoorbellReader(IHubKeys keys)
{
    /// <summary>Invariant 11: items of one body.</summary>
    public const int MostItems = 10_000;

    private readonly RecordNames _names = new(keys);

    /// <exception cref="HubStoppedException">The hub cannot be asked for its keys.</exception>
    public DoorbellReading Read(Doorbell doorbell, JsonElement body, string? id, EventTime now)
    {
        var (partner, receive) = doorbell;
        var secret = partner.Verify is { Scheme: VerifyScheme.BodyField } verify ? verify.Name : null;
        var fields = StrictJson.Write(body, secret);
        if (receive.Items is { } path)
        {
            return Items(doorbell, body, path, fields, id, now);
        }

        var e = receive.Table is null ? Business(doorbell, fields) : Change(doorbell, body, fields);
        return e.Fault is null
            ? new DoorbellReading([e.Event! with { Id = id, At = now }], fields, null)
            : new DoorbellReading([], fields, e.Fault);
    }

    private DoorbellReading Items(
        Doorbell doorbell, JsonElement body, string path, byte[] whole, string? id, EventTime now)
    {
        if (JsonPath.Find(body, path) is not { ValueKind: JsonValueKind.Array } items)
        {
            return new DoorbellReading([], whole, new DoorbellFault("items_missing", path));
        }

        if (items.GetArrayLength() > MostItems)
        {
            return new DoorbellReading([], whole, new DoorbellFault("too_many_items", path));
        }

        var events = new List<NewEvent>();
        foreach (var (index, item) in items.EnumerateArray().Index())
        {
            if (item.ValueKind != JsonValueKind.Object)
            {
                return new DoorbellReading(
                    [], whole, new DoorbellFault("bad_item", string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]")));
            }

            var fields = StrictJson.Write(item);
            var read = Change(doorbell, item, fields);

            var e = read.Event ?? Bad(doorbell, fields, read.Fault!, Unique(whole, id, index, now));
            events.Add(e with { Id = id, At = now });
        }

        return new DoorbellReading(events, whole, null);
    }

    private static ReadEvent Business(Doorbell doorbell, byte[] fields)
    {
        var (partner, receive) = doorbell;
        var hubWords = new ArrayBufferWriter<byte>(fields.Length + 64);
        var mapped = receive.Mapping.ToHub(fields, hubDefaults: false, hubWords);
        return mapped.IsFault
            ? new ReadEvent(null, new DoorbellFault(mapped.Code, mapped.Field))
            : new ReadEvent(
                new NewEvent
                {
                    Source = partner.Name,
                    Topic = receive.Publish!,
                    Op = ChangeOp.Event,
                    Via = receive.Event,
                    Fields = fields,
                    InHubWords = hubWords.WrittenMemory,
                },
                null);
    }

    private ReadEvent Change(Doorbell doorbell, JsonElement body, byte[] fields)
    {
        var receive = doorbell.Receive;
        var records = doorbell.Partner.Records.GetValueOrDefault(receive.Table!);
        var hubWords = new ArrayBufferWriter<byte>(fields.Length + 64);
        if (records is not { CanRead: true })
        {
            var mapped = receive.Mapping.ToHub(fields, hubDefaults: false, hubWords);
            if (mapped.IsFault)
            {
                return new ReadEvent(null, new DoorbellFault(mapped.Code, mapped.Field));
            }
        }

        if (DoorbellOp.Of(receive.Op, body) is not { } op)
        {
            return new ReadEvent(null, new DoorbellFault("unknown_op", receive.Op.Field ?? ""));
        }

        var version = Version(receive, body);
        if (version.Fault is not null)
        {
            return new ReadEvent(null, version.Fault);
        }

        // A hint names a record and says nothing else that counts.
        var key = records is null
            ? keys.Of(receive.Table!, hubWords.WrittenSpan)
            : _names.Of(doorbell.Partner.Name, records, receive.Mapping, fields);
        return key.Key.IsNone
            ? new ReadEvent(null, new DoorbellFault("key_unknown", key.Missing))
            : new ReadEvent(Raw(doorbell, fields) with { Op = op, Key = key.Key, Version = version.Json }, null);
    }

    /// <summary>
    /// A bad item takes no other with it: it is journaled as it is and parks alone when it is delivered, in its place among
    /// the changes of its record when that can be told.
    /// </summary>
    private NewEvent Bad(Doorbell doorbell, byte[] fields, DoorbellFault fault, string unique)
    {
        var receive = doorbell.Receive;
        var key = RecordKey.None;
        if (doorbell.Partner.Records.TryGetValue(receive.Table!, out var records))
        {
            key = _names.Of(doorbell.Partner.Name, records, receive.Mapping, fields).Key;
        }
        else if (fault.Code != "bad_version")
        {
            var hubWords = new ArrayBufferWriter<byte>(256);
            var mapped = receive.Mapping.ToHubKey(fields, keys.Columns(receive.Table!), hubWords);
            key = mapped.IsFault ? RecordKey.None : keys.Of(receive.Table!, hubWords.WrittenSpan).Key;
        }

        return Raw(doorbell, fields) with { Key = key.IsNone ? RecordKey.Untold(unique) : key };
    }

    private static NewEvent Raw(Doorbell doorbell, byte[] fields) => new()
    {
        Source = doorbell.Partner.Name,
        Topic = doorbell.Receive.Table!,
        Op = ChangeOp.Update,
        Via = doorbell.Receive.Event,
        Fields = fields,
    };

    /// <summary>Neither: the body says no version, so it cannot be older than another.</summary>
    private static (string? Json, DoorbellFault? Fault) Version(ReceivePlan receive, JsonElement body)
    {
        if (receive.Version is null || JsonPath.Find(body, receive.Version) is not { } value)
        {
            return (null, null);
        }

        return value.ValueKind is JsonValueKind.Number or JsonValueKind.String
            && value.GetRawText() is { Length: <= VersionOrder.Longest } json
            ? (json, null)
            : (null, new DoorbellFault("bad_version", receive.Version));
    }

    /// <summary>The same message again makes the same; another makes another.</summary>
    private static string Unique(byte[] whole, string? id, int index, EventTime now)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{id ?? now.ToString()}\n{index}\n");
        return Convert.ToHexStringLower(SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(text), .. whole]))[..32];
    }

    private readonly record struct ReadEvent(NewEvent? Event, DoorbellFault? Fault);
}
