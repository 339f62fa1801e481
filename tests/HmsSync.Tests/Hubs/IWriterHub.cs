using HmsSync.Hubs;

namespace HmsSync.Tests.Hubs;

/// <summary>A hub database of any kind, its writer, and the application that shares it.</summary>
internal interface IWriterHub : IAsyncDisposable
{
    IHubWriter Writer { get; }

    /// <summary>What the application does.</summary>
    Task Run(string sql);

    Task<long> Number(string sql);

    /// <summary>All row changes in their order, each as its table and, of ours, which delivery made it: <c>p 1</c>, <c>p -</c>.</summary>
    Task<IReadOnlyList<string>> Changes();
}
