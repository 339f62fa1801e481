using HmsSync.Sdk;

namespace HmsSync.Adapters.Http.Records;

/// <summary>What is wrong before a call, or with an answer; never with a value of a record in it.</summary>
internal static class RecordFault
{
    public static PushOutcome CannotDo(string call)
        => PushOutcome.Failed(FailureKind.Unbuildable, $"no_{call}", detail: $"the partner's records have no '{call}'");

    public static PushOutcome Unfilled(UrlResult target)
        => PushOutcome.Failed(FailureKind.Unbuildable, target.Code, detail: $"field {target.Field} cannot fill its place in the path");

    public static PushOutcome NoObject(int status)
        => PushOutcome.Failed(FailureKind.BadAnswer, "not_json", status, detail: "the answer is no strict JSON object, or too long");

    public static PushOutcome Shape(string code, string what) => PushOutcome.Failed(FailureKind.BadAnswer, code, detail: what);

    /// <summary>Somebody else wrote between: nothing was sent.</summary>
    public static PushOutcome VersionMoved()
        => PushOutcome.Failed(
            FailureKind.Conflict, "version_moved", detail: "the partner's record is newer than the one this write was made on");

    /// <summary>Nothing was sent.</summary>
    public static PushOutcome NotThere()
        => PushOutcome.Failed(FailureKind.NotFound, "not_there", 404, detail: "the record to write is not there");

    /// <summary>Nothing was sent.</summary>
    public static PushOutcome NotOurs()
        => PushOutcome.Failed(FailureKind.Rejected, "not_ours", detail: "the partner's record does not match 'where' any more");
}
