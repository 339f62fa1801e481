namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>An appointment as both sides can hold it; hub words.</summary>
internal sealed record Slot(string Start, string Subject, string? Notes, string Status);
