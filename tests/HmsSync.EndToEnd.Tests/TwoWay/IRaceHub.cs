namespace HmsSync.EndToEnd.Tests.TwoWay;

/// <summary>The database of the races.</summary>
internal interface IRaceHub
{
    /// <summary>The workspace's <c>hub:</c> block in one line.</summary>
    string Config { get; }

    /// <summary>Makes the table.</summary>
    Task CreateAsync();

    /// <summary>The application's commit, which knows nothing of us.</summary>
    Task SqlAsync(string sql);

    /// <summary>Slots by key.</summary>
    Task<Dictionary<string, Slot>> SlotsAsync();
}
