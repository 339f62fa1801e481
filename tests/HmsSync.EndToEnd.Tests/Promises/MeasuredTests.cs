namespace HmsSync.EndToEnd.Tests.Promises;

/// <summary>Tests that measure run while no other does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuredTests
{
    public const string Name = "measured";
}
