namespace HmsSync.Feeds;

/// <summary>Something about one hub table that a person should know, with the command that leads out.</summary>
/// <param name="Table">The hub table.</param>
/// <param name="Code">Stable, lower snake case: <c>triggers_missing</c>, <c>schema</c>.</param>
/// <param name="Text">What happened.</param>
/// <param name="Remedy">The command, or what to do.</param>
/// <param name="Held">True while changes of this table do not flow.</param>
internal sealed record HubNotice(string Table, string Code, string Text, string Remedy, bool Held);
