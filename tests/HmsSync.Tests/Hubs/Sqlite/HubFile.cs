using System.Diagnostics;
using System.Globalization;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs.Sqlite;
using HmsSync.Seams;
using Microsoft.Data.Sqlite;

namespace HmsSync.Tests.Hubs.Sqlite;

/// <summary>A hub database with the application's connection, and feeds that read it.</summary>
internal sealed class HubFile : IDisposable
{
    private readonly string? _directory;
    private readonly List<IDisposable> _opened = [];
    private SqliteConnection? _application;
    private ulong _seeds = 1;

    private HubFile(string connection, string? directory)
    {
        Connection = connection;
        _directory = directory;
    }

    public string Connection { get; }

    public HandClock Clock { get; } = new();

    public SqliteConnection Application => _application ??= Connect();

    public static HubFile OnDisk(string schema, string journalMode = "wal")
    {
        var directory = Directory.CreateTempSubdirectory("hms-hub-").FullName;
        var hub = new HubFile(Path.Combine(directory, "hms.db"), directory);
        hub.Execute($"PRAGMA journal_mode={journalMode}; PRAGMA synchronous=NORMAL; {schema}");
        return hub;
    }

    /// <param name="name">Its own for each test: all connections of the process with one name share it.</param>
    /// <param name="schema">Run first.</param>
    public static HubFile InMemory(string name, string schema)
    {
        var hub = new HubFile($"Data Source=file:/{name}?vfs=memdb", null);
        hub.Execute(schema);
        return hub;
    }

    public static HubPlan Plan(params string[] tables)
        => new("", SnapshotInitial: false, [.. tables.Select(t => new TablePlan(t))]);

    public void Execute(string sql)
    {
        using var command = Application.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public long Number(string sql)
    {
        using var command = Application.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    public SqliteConnection Connect()
    {
        var builder = _directory is null
            ? new SqliteConnectionStringBuilder(Connection)
            : new SqliteConnectionStringBuilder { DataSource = Connection };
        builder.Pooling = false;
        var connection = new SqliteConnection(builder.ConnectionString);
        connection.Open();
        _opened.Add(connection);
        return connection;
    }

    public SqliteHubFeed Feed(HubPlan plan, IHubSignal? signal = null)
    {
        var feed = new SqliteHubFeed(
            SqliteHubPlace.Parse(Connection),
            plan,
            signal ?? new PolledHubSignal(TimeProvider.System, TimeSpan.FromMilliseconds(5)),
            Clock,
            new RandomSource(_seeds++));
        _opened.Add(feed);
        return feed;
    }

    public async Task<SqliteHubFeed> OpenFeed(HubPlan plan, FeedPosition position = default)
    {
        var feed = Feed(plan);
        await feed.OpenAsync(position.Value is null ? FeedPosition.Start : position, default);
        return feed;
    }

    public SqliteHubWriter Writer(HubPlan plan)
    {
        var writer = new SqliteHubWriter(SqliteHubPlace.Parse(Connection), plan, TimeProvider.System);
        _opened.Add(writer);
        return writer;
    }

    /// <summary>Everything after the position.</summary>
    public static async Task<(List<NewEvent> Events, FeedPosition Next)> Drain(
        IHubFeed feed, FeedPosition after, int page = 1000)
    {
        var events = new List<NewEvent>();
        while (true)
        {
            var read = await feed.ReadAsync(after, page, default);
            events.AddRange(read.Events);
            if (read.Events.Count == 0 && read.Next == after)
            {
                return (events, after);
            }

            after = read.Next;
        }
    }

    /// <summary>
    /// Runs SQL in the system's own sqlite3, an older SQLite in another process; goes on after errors.
    /// </summary>
    public void Shell(string sql)
    {
        using var shell = Process.Start(new ProcessStartInfo("sqlite3", [Connection])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        shell.StandardInput.Write(".timeout 5000\n" + sql);
        shell.StandardInput.Close();
        var errors = shell.StandardError.ReadToEndAsync();
        shell.StandardOutput.ReadToEnd();
        shell.WaitForExit();
        ShellErrors = errors.GetAwaiter().GetResult();
    }

    public string ShellErrors { get; private set; } = "";

    /// <summary>Ends what is open on it, so that its files can be changed.</summary>
    public void CloseAll()
    {
        for (var i = _opened.Count - 1; i >= 0; i--)
        {
            _opened[i].Dispose();
        }

        _opened.Clear();
        _application = null;
    }

    public void Dispose()
    {
        CloseAll();
        if (_directory is not null)
        {
            Directory.Delete(_directory, recursive: true);
        }
    }
}
