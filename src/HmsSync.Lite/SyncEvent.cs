using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Lanes.Handlers;
using HmsSync.Sdk;

namespace HmsSync.Lite;

/// <summary>One change of a record, or one business event, as a handler is told of it: in hub words.</summary>
public sealed class SyncEvent
{
    private readonly HandlerRun _run;

    internal SyncEvent(HandlerRun run)
    {
        _run = run;
        Fields = new SyncFields(Event.Topic, run.Fields);
        Old = new SyncFields($"old {Event.Topic}", Op == ChangeOp.Delete ? run.Fields : run.Was);
    }

    /// <summary>The table of a change; the topic of a business event.</summary>
    public string Topic => Event.Topic;

    /// <summary>What happened.</summary>
    public ChangeOp Op => _run.Owed.Op;

    /// <summary>
    /// The record's key as one line of JSON, <c>{"id":42}</c>; of a business event the key it was published with, a JSON string,
    /// or empty.
    /// </summary>
    public string Key => Event.Key.Json;

    /// <summary>
    /// Insert, update: the fields that are known after the change; delete: those that were known before it; business event: its
    /// data.
    /// </summary>
    public SyncFields Fields { get; }

    /// <summary>Old values: of an update those that it changed, of a delete all; empty where they are not known.</summary>
    public SyncFields Old { get; }

    /// <summary>Who said it: a partner, a handler, or <c>hms</c>.</summary>
    public string Source => Event.Source.Name;

    /// <summary>Its position in the journal.</summary>
    public long Seq => Event.Seq.Value;

    /// <summary>When the journal took it.</summary>
    public DateTimeOffset Time => Event.Time.ToDateTimeOffset();

    /// <summary>A person asked for it again.</summary>
    public bool IsReplay => _run.Owed.Replay;

    /// <summary>
    /// The same for every try of this event by this handler, and no other's: for effects that the handler makes without
    /// <see cref="SyncApp.PushAsync"/>.
    /// </summary>
    public string IdempotencyKey => _run.Key;

    /// <summary>Fires when the try takes too long or the engine ends.</summary>
    public CancellationToken Cancellation => _run.Cancellation;

    /// <summary>The value of a field. As text it is what it says; in a payload it stays what it is.</summary>
    /// <exception cref="KeyNotFoundException">It did not come with this event; says which did.</exception>
    public JsonElement this[string field] => Fields[field];

    /// <summary>The value of a field as a type of yours.</summary>
    /// <exception cref="KeyNotFoundException">It did not come with this event; says which did.</exception>
    /// <exception cref="JsonException">It is none of that type.</exception>
    public T? Get<T>(string field) => Fields.Get<T>(field);

    private JournaledEvent Event => _run.Owed.Event;
}
