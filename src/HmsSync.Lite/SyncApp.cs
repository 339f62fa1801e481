using System.Runtime.CompilerServices;
using HmsSync.Lite.Running;
using HmsSync.Lite.Workspaces;

namespace HmsSync.Lite;

/// <summary>
/// A program that keeps partner systems in step with a hub database: the engine in this process, and code of yours that takes
/// part as a participant of its own. Register handlers, then <see cref="RunAsync()"/>.
/// </summary>
public sealed class SyncApp
{
    private readonly Workspace _workspace;
    private readonly HandlerList _handlers = new();
    private readonly RunningApp _running = new();

    /// <summary>From a workspace.</summary>
    /// <param name="config">Its <c>hms-sync.yml</c>; paths in it are relative to its folder.</param>
    public SyncApp(string config = "hms-sync.yml")
    {
        ArgumentException.ThrowIfNullOrEmpty(config);
        _workspace = Workspace.At(config);
    }

    /// <summary>Without a workspace. Paths are relative to the working folder.</summary>
    public SyncApp(SyncHub hub, params IReadOnlyList<SyncPartner> partners)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(partners);
        _workspace = Workspace.Given(hub, partners);
    }

    internal Workspace Workspace => _workspace;

    internal HandlerList Handlers => _handlers;

    internal RunningApp Running => _running;

    /// <summary>Calls the handler for each insert, update and delete of the table, per record in order.</summary>
    /// <param name="table">A table of the hub.</param>
    /// <param name="handler">
    /// When it throws it is called again later with the same event, and parks when its time is over. What it pushes and
    /// publishes happens once, however often it is called; so make the same pushes for the same event.
    /// </param>
    /// <param name="name">Its name in <c>status</c>; null: that of the method. Two lambdas on one table need names.</param>
    /// <param name="options">Null: as usual.</param>
    /// <param name="code">The compiler fills it in.</param>
    public void OnChange(
        string table,
        Func<SyncEvent, Task> handler,
        string? name = null,
        HandlerOptions? options = null,
        [CallerArgumentExpression(nameof(handler))] string code = "")
        => _handlers.Add(new Handler(table, IsTable: true, handler, HandlerName.Of(table, name, code), options ?? new()));

    /// <inheritdoc cref="OnChange(string, Func{SyncEvent, Task}, string?, HandlerOptions?, string)"/>
    public void OnChange(
        string table,
        Action<SyncEvent> handler,
        string? name = null,
        HandlerOptions? options = null,
        [CallerArgumentExpression(nameof(handler))] string code = "")
        => OnChange(table, Asynchronous(handler), name, options, code);

    /// <summary>Calls the handler for each business event of the topic, per key in order.</summary>
    /// <param name="topic">Such as <c>hospital.bedChange</c>.</param>
    /// <param name="handler">As for a table.</param>
    /// <param name="name">Its name in <c>status</c>; null: that of the method.</param>
    /// <param name="options">Null: as usual.</param>
    /// <param name="code">The compiler fills it in.</param>
    public void On(
        string topic,
        Func<SyncEvent, Task> handler,
        string? name = null,
        HandlerOptions? options = null,
        [CallerArgumentExpression(nameof(handler))] string code = "")
        => _handlers.Add(new Handler(topic, IsTable: false, handler, HandlerName.Of(topic, name, code), options ?? new()));

    /// <inheritdoc cref="On(string, Func{SyncEvent, Task}, string?, HandlerOptions?, string)"/>
    public void On(
        string topic,
        Action<SyncEvent> handler,
        string? name = null,
        HandlerOptions? options = null,
        [CallerArgumentExpression(nameof(handler))] string code = "")
        => On(topic, Asynchronous(handler), name, options, code);

    /// <summary>Tells a partner something now, and waits for its answer.</summary>
    /// <param name="partner">Its name.</param>
    /// <param name="payload">
    /// An object with properties, a dictionary or JSON, in hub words: it goes through the partner's policy and mapping.
    /// </param>
    /// <param name="options">Null: in a handler as its event says; elsewhere a business event.</param>
    /// <param name="cancellation">Outside of a handler: gives up waiting for the engine to start.</param>
    /// <exception cref="PushFailedException">
    /// The partner did not take it. Let it out of a handler: the engine decides by it what follows.
    /// </exception>
    /// <exception cref="ArgumentException">The payload is no JSON object.</exception>
    public Task<PushResult> PushAsync(
        string partner, object payload, PushOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(partner);
        ArgumentNullException.ThrowIfNull(payload);
        return _running.PushAsync(partner, Payload.Of(payload), options ?? PushOptions.Usual, cancellation);
    }

    /// <summary>As <see cref="PushAsync"/>, for handlers that are not asynchronous: holds the thread meanwhile.</summary>
    public PushResult Push(string partner, object payload, PushOptions? options = null)
        => PushAsync(partner, payload, options).GetAwaiter().GetResult();

    /// <summary>Publishes a business event; completes when it is durable.</summary>
    /// <param name="topic">Letters, digits, dots, dashes, underscores; no table's name.</param>
    /// <param name="data">As a payload of <see cref="PushAsync"/>.</param>
    /// <param name="key">Events of one topic and key go in order; null: all of the topic do.</param>
    /// <param name="id">
    /// Your own: the same again publishes nothing. Null: in a handler one of its delivery, elsewhere none.
    /// </param>
    /// <param name="cancellation">Outside of a handler: gives up waiting for the engine to start.</param>
    /// <returns>Its position in the journal.</returns>
    /// <exception cref="ArgumentException">The event cannot be published; says why.</exception>
    public Task<long> PublishAsync(
        string topic, object data, string? key = null, string? id = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        ArgumentNullException.ThrowIfNull(data);
        return _running.PublishAsync(topic, Payload.Of(data), key, id, cancellation);
    }

    /// <summary>As <see cref="PublishAsync"/>, for handlers that are not asynchronous: holds the thread meanwhile.</summary>
    public long Publish(string topic, object data, string? key = null, string? id = null)
        => PublishAsync(topic, data, key, id).GetAwaiter().GetResult();

    /// <summary>
    /// Runs until Ctrl+C or SIGTERM, then drains. Says on standard error what it listens to, and what is wrong.
    /// </summary>
    /// <returns>For the process to exit with: 0 drained, 2 wrong configuration, 3 hub, store or address not to be had.</returns>
    public async Task<int> RunAsync()
    {
        using var signals = new StopSignals();
        return await RunAsync(signals.Stop);
    }

    /// <summary>As <see cref="RunAsync()"/>, until the token fires.</summary>
    /// <exception cref="InvalidOperationException">It has run before.</exception>
    public async Task<int> RunAsync(CancellationToken stop)
        => await new AppRun(_workspace, _handlers, _running, Console.Error).RunAsync(stop);

    private static Func<SyncEvent, Task> Asynchronous(Action<SyncEvent> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return e => Task.Run(() => handler(e), CancellationToken.None);
    }
}
