namespace HmsSync.Hubs.Sqlite;

/// <summary>Tells when it is worth to look whether another connection has committed.</summary>
internal interface IHubSignal : IDisposable
{
    /// <summary>
    /// Completes when <paramref name="changed"/> says true; asks it at once, and then as often as needed, only during
    /// the call.
    /// </summary>
    Task WaitAsync(Func<bool> changed, CancellationToken cancellation);
}
