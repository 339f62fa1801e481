using System.Text.Json;
using HmsSync.Configuration;
using HmsSync.Sdk;

namespace HmsSync.Feeds.Doorbells;

/// <summary>What a doorbell says happened to the record.</summary>
internal static class DoorbellOp
{
    /// <summary>
    /// Null: the body does not say, or says a word nobody configured. Where only some words are listed for deletes, all
    /// others mean that the record is there; where inserts or updates are listed too, a word must be on a list.
    /// </summary>
    public static ChangeOp? Of(ReceiveOp op, JsonElement body)
    {
        if (op.Field is null)
        {
            // Whether an upsert is an insert is judged against the record as it stands in the hub.
            return op.Fixed ?? ChangeOp.Update;
        }

        var word = JsonPath.Find(body, op.Field) switch
        {
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } other => other.GetRawText(),
            _ => null,
        };
        return word is null ? null
            : op.Words.TryGetValue(word, out var known) ? known
            : op.Words.Values.All(o => o == ChangeOp.Delete) ? ChangeOp.Update
            : null;
    }
}
