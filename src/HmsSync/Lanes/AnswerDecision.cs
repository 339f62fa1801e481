using System.Buffers;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Hubs;
using HmsSync.Resolve;
using HmsSync.Sdk;

namespace HmsSync.Lanes;

/// <summary>
/// What the answer to a conflict makes of the hub's record. Nothing is merged: somebody has decided, and only the fields of the
/// answer are written. What they overwrite must be kept first (invariant 6). An answer without fields leaves the hub as it stands.
/// </summary>
internal sealed class AnswerDecision(JournaledEvent answer, string field)
{
    private List<(string Field, ReadOnlyMemory<byte> Value)> _kept = [];

    /// <summary>What is overwritten and not kept yet; nothing was written.</summary>
    public IReadOnlyList<(string Field, ReadOnlyMemory<byte> Value)> MustKeep { get; private set; } = [];

    public void Kept() => _kept = [.. MustKeep];

    public HubWrite Decide(ReadOnlyMemory<byte>? current)
    {
        MustKeep = [];
        var (write, goes) = field == FieldConflict.WholeRecord ? Whole(current) : Fields(current);
        if (write.Kind == HubWriteKind.Nothing || AreKept(goes))
        {
            return write;
        }

        MustKeep = goes;
        return HubWrite.Nothing;
    }

    private (HubWrite Write, List<(string Field, ReadOnlyMemory<byte> Value)> Goes) Whole(ReadOnlyMemory<byte>? current)
        => (answer.Op, current) switch
        {
            (ChangeOp.Delete, { } goes) => (
                new HubWrite(HubWriteKind.Delete, default), [(FieldConflict.WholeRecord, goes.ToArray())]),
            (ChangeOp.Insert, null) => (new HubWrite(HubWriteKind.Insert, answer.Fields), []),
            _ => (HubWrite.Nothing, []),
        };

    private (HubWrite Write, List<(string Field, ReadOnlyMemory<byte> Value)> Goes) Fields(ReadOnlyMemory<byte>? current)
    {
        var goes = new List<(string, ReadOnlyMemory<byte>)>();
        if (current is not { } ours)
        {
            return (HubWrite.Nothing, goes);
        }

        var set = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(set))
        {
            writer.WriteStartObject();
            var chosen = new JsonFields(answer.Fields.Span);
            while (chosen.Next())
            {
                var old = JsonFields.Find(ours.Span, chosen.Name);
                if (HeldFields.Same(old, chosen.Value))
                {
                    continue;
                }

                goes.Add((chosen.Name, old.ToArray()));
                writer.WritePropertyName(chosen.Name);
                writer.WriteRawValue(chosen.Value, skipInputValidation: true);
            }

            writer.WriteEndObject();
        }

        return (goes.Count == 0 ? HubWrite.Nothing : new HubWrite(HubWriteKind.Update, set.WrittenMemory), goes);
    }

    private bool AreKept(List<(string Field, ReadOnlyMemory<byte> Value)> goes)
        => goes.Count == _kept.Count
            && goes.Zip(_kept).All(p => p.First.Field == p.Second.Field && p.First.Value.Span.SequenceEqual(p.Second.Value.Span));
}
