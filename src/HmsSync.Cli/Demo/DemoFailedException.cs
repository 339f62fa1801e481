namespace HmsSync.Cli.Demo;

/// <summary>The stage of the demo did not stand: a process ended or did not answer.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
