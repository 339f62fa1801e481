using System.Security.Cryptography;
using HmsSync.Changes;
using HmsSync.Deliver;
using HmsSync.Hosting;
using HmsSync.Hosting.Control;
using HmsSync.Lanes;
using HmsSync.Lanes.Handlers;
using HmsSync.Sdk;

namespace HmsSync.Lite.Running;

/// <summary>What a program can do while it runs: in the name of the handler that it is in just now, or in its own.</summary>
internal sealed class RunningApp
{
    private const string OwnWords = "push";
    private const int OwnKeyBytes = 16;

    private static readonly AsyncLocal<HandlerRun?> Current = new();

    private readonly TaskCompletionSource<Engine> _engine = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _begun;

    /// <exception cref="InvalidOperationException">It has run before.</exception>
    public void Begin()
    {
        if (Interlocked.Exchange(ref _begun, 1) != 0)
        {
            throw new InvalidOperationException("A program runs once; make another one.");
        }
    }

    public void Opened(Engine engine) => _engine.TrySetResult(engine);

    public void Ended(string why) => _engine.TrySetException(new InvalidOperationException(why));

    /// <summary>
    /// The handler as the engine calls it: whatever it starts pushes in its name. What it throws is tried again, but for the
    /// failure of a push, which says itself what is to follow.
    /// </summary>
    public static HandlerCode Code(Handler handler) => async run =>
    {
        Current.Value = run; // until this method returns
        try
        {
            await handler.Code(new SyncEvent(run));
            return null;
        }
        catch (PushFailedException failed)
        {
            return failed.Outcome;
        }
    };

    public async Task<PushResult> PushAsync(
        string partner, ReadOnlyMemory<byte> payload, PushOptions options, CancellationToken cancellation)
    {
        var run = Current.Value;
        var result = run is null
            ? await OwnAsync(partner, payload, options, cancellation)
            : await run.PushAsync(Order(run, partner, payload, options));
        return result.Failure is { } failure
            ? throw new PushFailedException(partner, failure)
            : new PushResult(result.Outcome == Audit.Outcome.Delivered, result.Status);
    }

    public async Task<long> PublishAsync(
        string topic, ReadOnlyMemory<byte> data, string? key, string? id, CancellationToken cancellation)
    {
        var run = Current.Value;
        var request = new PublishRequest(topic, data, id, key);
        if (run is not null)
        {
            // Invariant 3: under an id of the delivery, so that a handler that is tried again publishes nothing twice.
            request = request with
            {
                Id = id ?? run.NextPublishId(),
                Source = run.Handler,
                Cause = run.Owed.Event.Seq,
                Hops = run.Owed.Event.Hops + 1,
            };
        }

        var result = await new Publisher(await EngineAsync(cancellation)).PublishAsync(request);
        return result.Code.Length == 0
            ? result.Seq
            : throw new ArgumentException($"{result.Detail} [{result.Code}]", nameof(topic));
    }

    private static PushOrder Order(HandlerRun run, string partner, ReadOnlyMemory<byte> payload, PushOptions options)
    {
        var e = run.Owed.Event;
        return new PushOrder
        {
            Partner = new Participant(partner),
            Topic = options.Words ?? e.Topic,
            Op = options.Op ?? run.Owed.Op,
            Key = e.Key,
            Seq = e.Seq,
            Record = e.Record,
            Fields = payload,
            Name = options.Name,
        };
    }

    private async Task<DeliveryResult> OwnAsync(
        string partner, ReadOnlyMemory<byte> payload, PushOptions options, CancellationToken cancellation)
    {
        var engine = await EngineAsync(cancellation);
        var order = new PushOrder
        {
            Partner = new Participant(partner),
            Topic = options.Words ?? OwnWords,
            Op = options.Op ?? ChangeOp.Event,
            Fields = payload,
        };
        var which = options.Name is null
            ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(OwnKeyBytes))
            : $"={options.Name}";
        var keys = new IdempotencyKey(engine.Store.Epoch, order.Partner, body: 0);
        return await engine.Pushes.PushAsync(order, keys, default, which, cancellation);
    }

    private Task<Engine> EngineAsync(CancellationToken cancellation)
        => Volatile.Read(ref _begun) == 0
            ? throw new InvalidOperationException("The program does not run yet: call RunAsync first, and await it later.")
            : _engine.Task.WaitAsync(cancellation);
}
