using HmsSync.Feeds;
using HmsSync.Hubs;
using HmsSync.Hubs.Sqlite;

namespace HmsSync.Tests.Hubs.Sqlite;

/// <summary>A SQLite hub for the scenarios that all hubs share.</summary>
internal sealed class SqliteWriterHub : IWriterHub
{
    private readonly HubFile _hub;
    private readonly SqliteHubFeed _feed;

    private SqliteWriterHub(HubFile hub, SqliteHubFeed feed, IHubWriter writer) => (_hub, _feed, Writer) = (hub, feed, writer);

    public IHubWriter Writer { get; }

    /// <summary>What the schema inserts is seen by the feed too, as it is by a log.</summary>
    public static async Task<IWriterHub> Open(string schema, params string[] tables)
    {
        var statements = schema.Split(';');
        var hub = HubFile.OnDisk(string.Join(";", statements.Where(s => s.Contains("CREATE TABLE", StringComparison.Ordinal))));
        var plan = HubFile.Plan(tables);
        var feed = await hub.OpenFeed(plan);
        hub.Execute(string.Join(";", statements.Where(s => !s.Contains("CREATE TABLE", StringComparison.Ordinal))));
        return new SqliteWriterHub(hub, feed, hub.Writer(plan));
    }

    public Task Run(string sql)
    {
        _hub.Execute(sql);
        return Task.CompletedTask;
    }

    public Task<long> Number(string sql) => Task.FromResult(_hub.Number(sql));

    public async Task<IReadOnlyList<string>> Changes()
    {
        var (events, _) = await HubFile.Drain(_feed, FeedPosition.Start);
        return [.. events.Select(e => $"{e.Topic} {e.Origin?.PartnerSeq.ToString() ?? "-"}")];
    }

    public ValueTask DisposeAsync()
    {
        _hub.Dispose();
        return ValueTask.CompletedTask;
    }
}
