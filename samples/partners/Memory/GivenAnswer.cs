namespace HmsSync.Partners;

/// <summary>What a caller with an <c>Idempotency-Key</c> was told; part of the line of what it asked for.</summary>
/// <param name="Key">The caller's <c>Idempotency-Key</c>.</param>
/// <param name="Request">Hash of method, path and body: the key stands for this request and no other.</param>
/// <param name="Status">What it was answered.</param>
internal sealed record GivenAnswer(string Key, string Request, int Status);
