using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs.Postgres.Feed;
using HmsSync.Seams;
using Microsoft.Extensions.Logging.Abstractions;

namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary>A feed on one database of a real server, driven as the engine's loop drives it, and what it showed.</summary>
internal sealed class FeedRig(PostgresServer server, string database, params TablePlan[] tables) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly CancellationTokenSource _patience = new(Patience);
    private PostgresHubFeed? _feed;

    public PostgresServer Server => server;

    public string Database => database;

    public HubPlan Plan { get; init; } = new(server.Connection(database), false, tables) { Slot = $"hms_{database}" };

    public PostgresHubFeed Feed => _feed ?? throw new InvalidOperationException("open the feed first");

    public FeedPosition Position { get; set; } = FeedPosition.Start;

    /// <summary>All events so far, in order.</summary>
    public List<NewEvent> Events { get; } = [];

    /// <summary>A database with these statements run, and a feed on it that is open and caught up.</summary>
    public static async Task<FeedRig> Open(SharedPostgres shared, string schema, params string[] tables)
    {
        var server = await shared.Server;
        var database = await server.NewDatabase();
        await server.Run(schema, database);
        var rig = new FeedRig(server, database, [.. tables.Select(t => new TablePlan(t))]);
        await rig.Open();
        return rig;
    }

    /// <summary>Opens a feed at the position, as an engine that starts, and reads what there is.</summary>
    public async Task Open()
    {
        await Close();
        _feed = new PostgresHubFeed(Plan, TimeProvider.System, new RandomSource(7), NullLogger.Instance);
        await _feed.OpenAsync(Position, _patience.Token);
        await Drain();
    }

    /// <summary>The engine dies: nothing is confirmed any more.</summary>
    public async Task Close()
    {
        if (_feed is { } feed)
        {
            await feed.DisposeAsync();
        }
    }

    public Task Sql(string sql) => server.Run(sql, database);

    /// <summary>One page; the hub may forget it.</summary>
    public async Task<FeedPage> Step(int most = 1_000)
    {
        var page = await Feed.ReadAsync(Position, most, _patience.Token);
        Events.AddRange(page.Events);
        Position = page.Next;
        await Feed.ForgetAsync(Position, _patience.Token);
        return page;
    }

    /// <summary>Pages until one holds no event.</summary>
    public async Task Drain(int most = 1_000)
    {
        while ((await Step(most)).Events.Count > 0)
        {
        }
    }

    /// <summary>Reads until so many events came in all.</summary>
    public async Task<IReadOnlyList<NewEvent>> Until(int count, int most = 1_000)
    {
        while (Events.Count < count)
        {
            if ((await Step(most)).Events.Count == 0)
            {
                await Feed.WaitAsync(_patience.Token);
            }
        }

        return Events;
    }

    /// <summary>Reads until the feed stops for a person.</summary>
    public async Task<HubStoppedException> UntilStopped()
        => await Assert.ThrowsAsync<HubStoppedException>(() => Until(int.MaxValue));

    /// <summary>Waits until something is told of a table, reading on.</summary>
    public async Task<HubNotice> Noticed(string code)
    {
        while (true)
        {
            if (Feed.Notices.FirstOrDefault(n => n.Code == code) is { } notice)
            {
                return notice;
            }

            await Step();
            await Feed.WaitAsync(_patience.Token);
        }
    }

    /// <summary>The last event's fields as text.</summary>
    public string Last => Encoding.UTF8.GetString(Events[^1].Fields.Span);

    public async ValueTask DisposeAsync()
    {
        await Close();
        _patience.Dispose();
    }
}
