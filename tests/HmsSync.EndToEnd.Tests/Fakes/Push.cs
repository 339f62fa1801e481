namespace HmsSync.EndToEnd.Tests.Fakes;

/// <summary>One push as it reached the partner.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Key">Of the record, as <c>HMS-Sync-Key</c> says it.</param>
/// <param name="Op">insert, update, delete or event.</param>
/// <param name="Seq">Of the event.</param>
/// <param name="PartnerSeq">Of the delivery.</param>
/// <param name="IdempotencyKey">Of the delivery and its body.</param>
/// <param name="Body">As it came.</param>
internal sealed record Push(
    string Method, string Key, string Op, long Seq, long PartnerSeq, string IdempotencyKey, string Body);
