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
    private ulong _opened;

    public PostgresServer Server => server;

    public string Database => database;

    public HubPlan Plan { get; init; } = new(server.Connection(database), false, tables)
    {
        Slot = $"hms_{database}",
    };

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
        await OpenOnly();
        await Drain();
    }

    /// <summary>Opens it and reads nothing yet.</summary>
    public async Task OpenOnly()
    {
        await Close();
        _patience.CancelAfter(Patience);
        _feed = new PostgresHubFeed(Plan, TimeProvider.System, new RandomSource(++_opened), NullLogger.Instance);
        await _feed.OpenAsync(Position, _patience.Token);
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
        if (page.Events.Count > 0)
        {
            _patience.CancelAfter(Patience); // what is waited for is the next one
        }

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

    /// <summary>As <see cref="Until"/>, and nothing is forgotten: the engine dies before its journal has it.</summary>
    public async Task UntilUnconfirmed(int count)
    {
        var position = Position;
        while (Events.Count < count)
        {
            var page = await Feed.ReadAsync(position, 1_000, _patience.Token);
            Events.AddRange(page.Events);
            position = page.Next;
            if (page.Events.Count == 0)
            {
                await Feed.WaitAsync(_patience.Token);
            }
        }

        Position = position;
    }

    /// <summary>Waits until the slot has moved beyond the place.</summary>
    /// <param name="lsn">As PostgreSQL writes it.</param>
    /// <param name="reading">Reads on meanwhile.</param>
    public async Task ConfirmedBeyond(string lsn, bool reading = false)
    {
        var moved = $"SELECT confirmed_flush_lsn > '{lsn}' FROM pg_replication_slots WHERE slot_name = '{Plan.Slot}'";
        while (await server.Value(moved, database) is not true)
        {
            _patience.Token.ThrowIfCancellationRequested();
            if (reading)
            {
                await Step();
                await Feed.WaitAsync(_patience.Token);
            }
        }
    }

    /// <summary>The state of records, asked for until the feed can tell it.</summary>
    public async Task<IReadOnlyList<NewEvent>> States(params RecordName[] records)
    {
        while (true)
        {
            if (await Feed.ReadRecordsAsync(Position, records, leaveOutTold: false, _patience.Token) is { } states)
            {
                return states;
            }

            await Step();
        }
    }

    /// <summary>Reads a table whole, in pages of so many records, while changes go on.</summary>
    public async Task Whole(string table, int most = 1_000)
    {
        for (string? cursor = ""; cursor is not null;)
        {
            if (await Feed.ReadTableAsync(Position, table, cursor, most, _patience.Token) is { } chunk)
            {
                Events.AddRange(chunk.Events);
                cursor = chunk.Next;
            }

            await Step(most);
        }
    }

    /// <summary>Reads until a change of this record came.</summary>
    public async Task UntilKey(string key)
    {
        while (!Events.Exists(e => e.Key.Json == key))
        {
            await Until(Events.Count + 1);
        }
    }

    /// <summary>Reads until the feed stops for a person.</summary>
    public async Task<HubStoppedException> UntilStopped()
        => await Assert.ThrowsAsync<HubStoppedException>(() => Until(int.MaxValue));

    /// <summary>Waits until something is told; does not read on.</summary>
    public async Task<HubNotice> Noticed(string code)
    {
        while (true)
        {
            if (Feed.Notices.FirstOrDefault(n => n.Code == code) is { } notice)
            {
                return notice;
            }

            using var look = CancellationTokenSource.CreateLinkedTokenSource(_patience.Token);
            look.CancelAfter(TimeSpan.FromMilliseconds(50));
            try
            {
                await Feed.WaitAsync(look.Token);
            }
            catch (OperationCanceledException) when (!_patience.IsCancellationRequested)
            {
                // Look again.
            }
        }
    }

    /// <summary>Reads until no table is to be read whole any more.</summary>
    public async Task UntilWhole(int most = 1_000)
    {
        while (!IsWhole)
        {
            await Step(most);
        }
    }

    public bool IsWhole => Position != FeedPosition.Start && PgPosition.Parse(Position).Snapshot.Count == 0;

    /// <summary>The last event's fields as text.</summary>
    public string Last => Encoding.UTF8.GetString(Events[^1].Fields.Span);

    public async ValueTask DisposeAsync()
    {
        await Close();
        _patience.Dispose();
    }
}
