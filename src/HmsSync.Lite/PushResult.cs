namespace HmsSync.Lite;

/// <summary>What a partner made of a push.</summary>
/// <param name="Sent">False: a delete, and the partner's <c>deletes</c> say that none are sent.</param>
/// <param name="Status">HTTP status; 0 where there was none.</param>
public sealed record PushResult(bool Sent, int Status);
