using System.Text;
using System.Text.Json;
using HmsSync.Audit;
using HmsSync.Changes;
using HmsSync.Sdk;
using HmsSync.Views;

namespace HmsSync.Hosting.Control;

/// <summary>Engine values as they are called outside.</summary>
internal static class Words
{
    public static string Of(ChangeOp op) => op switch
    {
        ChangeOp.Insert => "insert",
        ChangeOp.Update => "update",
        ChangeOp.Delete => "delete",
        ChangeOp.Event => "event",
    };

    /// <summary>Lower snake case, as in the metrics.</summary>
    public static string Of(Outcome outcome) => JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());

    public static RawJson Json(RecordKey key) => key.IsNone ? RawJson.Null : new RawJson(Encoding.UTF8.GetBytes(key.Json));
}
