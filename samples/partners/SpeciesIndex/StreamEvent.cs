namespace HmsSync.Partners;

/// <summary>One event of a stream of server-sent events.</summary>
/// <param name="Id">The last <c>id:</c> that came; null: none came yet.</param>
/// <param name="Kind">Its <c>event:</c>; <c>message</c> without one.</param>
/// <param name="Data">Its <c>data:</c> lines, joined by line feeds.</param>
internal sealed record StreamEvent(string? Id, string Kind, string Data);
