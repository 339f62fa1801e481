using System.Buffers;
using HmsSync.Audit;
using HmsSync.Configuration;
using HmsSync.Deliver;
using HmsSync.Govern;
using HmsSync.Sdk;
using HmsSync.Views;
using Microsoft.Extensions.Logging;

namespace HmsSync.Lanes.Handlers;

/// <summary>
/// The stages to a handler: govern → its code. It is a participant like any other, told in hub words; what it throws is
/// tried again, with the same key, and parks when its time is over.
/// </summary>
internal sealed partial class ToHandler(
    PartnerPlan handler,
    HandlerCode code,
    IdempotencyKey keys,
    PartnerPushes pushes,
    HubWords words,
    TimeProvider clock,
    ILogger logger)
    : IDeliverer
{
    private const int HopLimit = 8;

    private readonly PushMemories _memories = new();

    public async Task<DeliveryResult> DeliverAsync(OwedEvent owed, CancellationToken cancellation)
    {
        if (owed.Event.Hops >= HopLimit)
        {
            return DeliveryResult.Failed(FailureKind.Rejected, "loop", $"It went through {HopLimit} participants because of us.");
        }

        var read = words.Read(owed.Event);
        if (read.Mapped.IsFault)
        {
            return DeliveryResult.Failed(FailureKind.Unbuildable, read.Mapped.Code, $"mapping: field {read.Mapped.Field}");
        }

        using var timer = new CancellationTokenSource(handler.Timeout, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        var memory = _memories.Of(owed.PartnerSeq);
        var run = new HandlerRun(owed, keys, pushes, memory)
        {
            Handler = handler.Name,
            Fields = Governed(owed, read.Payload.Fields),
            Was = owed.Event.Was.IsEmpty ? default : Governed(owed, owed.Event.Was),
            Cancellation = deadline.Token,
        };
        if (await TryAsync(run, cancellation) is { } failure)
        {
            _memories.Failed(owed.PartnerSeq, memory);
            return DeliveryResult.Failed(failure);
        }

        _memories.Ended(owed.PartnerSeq);
        return DeliveryResult.Ended(Outcome.Delivered);
    }

    /// <summary>Null: it did what it wanted.</summary>
    private async Task<PushOutcome?> TryAsync(HandlerRun run, CancellationToken cancellation)
    {
        try
        {
            var failure = await CallAsync(run, cancellation);
            var late = await run.EndAsync().WaitAsync(cancellation);
            return failure ?? late;
        }
        finally
        {
            // When the engine ends it does not wait for code that does not end; but nothing goes out in its name any more.
            _ = run.Close();
        }
    }

    private async Task<PushOutcome?> CallAsync(HandlerRun run, CancellationToken cancellation)
    {
        try
        {
            return await code(run).WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (run.Cancellation.IsCancellationRequested)
        {
            return PushOutcome.Failed(FailureKind.Unknown, "timeout", detail: $"The handler took longer than {handler.Timeout}.");
        }
#pragma warning disable CA1031 // the code is foreign: whatever it throws is tried again
        catch (Exception fault)
#pragma warning restore CA1031
        {
            // The message may hold a record's values: only the type and the place are told (invariant 9).
            Log(handler.Name.Name, run.Owed.Event.Seq.Value, fault.GetType().Name, fault.StackTrace ?? "");
            return PushOutcome.Failed(
                FailureKind.Unavailable, "handler_failed", detail: $"The handler threw {fault.GetType().Name}; the log says where.");
        }
    }

    private ReadOnlyMemory<byte> Governed(OwedEvent owed, ReadOnlyMemory<byte> fields)
    {
        // Invariant 9: a handler is a participant, and sees what policy lets it see.
        var output = new ArrayBufferWriter<byte>(Math.Max(16, fields.Length));
        WayOut.Write(new RawPayload(owed.Event.Topic, fields), new Viewer(handler.Name, null, Defaults: false), output);
        return output.WrittenMemory;
    }

    [LoggerMessage(3101, LogLevel.Error, "{Handler} failed at event {Seq} ({Fault}); it is tried again.{Stack}")]
    private partial void Log(string handler, long seq, string fault, string stack);
}
