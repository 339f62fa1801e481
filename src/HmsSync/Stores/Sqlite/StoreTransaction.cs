using HmsSync.Stores.Sqlite.Tables;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite;

/// <summary>
/// What a piece of work may write. Numbers and caches that live in memory follow the commit: they move on with it and
/// go back with a rollback, so nothing is ever seen that was not committed.
/// </summary>
internal sealed class StoreTransaction : IDisposable
{
    private readonly Statement _begin;
    private readonly Statement _commit;
    private readonly SqliteConnection _connection;
    private readonly IStoreTable[] _tables;

    public StoreTransaction(SqliteConnection connection)
    {
        _connection = connection;
        _begin = new Statement(connection, "BEGIN IMMEDIATE");
        _commit = new Statement(connection, "COMMIT");
        Names = new NamesTable(connection);
        Records = new RecordsTable(connection);
        Journal = new JournalTable(connection);
        Lanes = new LanesTable(connection);
        Owed = new OwedTable(connection);
        Waiting = new WaitingTable(connection);
        Parked = new ParkedTable(connection);
        Audit = new AuditTable(connection);
        Mirror = new MirrorTable(connection);
        Cards = new CardsTable(connection);
        Conflicts = new ConflictsTable(connection);
        Dedupe = new DedupeTable(connection);
        Retention = new RetentionTable(connection);
        Versions = new VersionsTable(connection);
        Lapsed = new LapsedTable(connection);
        Claimed = new ClaimedTable(connection);
        Meetings = new MeetingsTable(connection);
        Matched = new MatchedTable(connection);
        Attempts = new AttemptsTable(connection);
        Traces = new TracesTable(connection);
        Listing = new ListingTable(connection);
        ClaimsKept = new ClaimKeptTable(connection);
        Swinging = new SwingingTable(connection);
        Access = new AccessTable(connection);
        Backfills = new BackfillsTable(connection);
        _tables =
        [
            Names, Records, Journal, Lanes, Owed, Waiting, Parked, Audit, Mirror, Cards, Conflicts, Dedupe, Retention, Versions,
            Lapsed, Claimed, Meetings, Matched, Listing, ClaimsKept, Swinging, Access, Backfills, Attempts, Traces,
        ];
    }

    public NamesTable Names { get; }

    public RecordsTable Records { get; }

    public JournalTable Journal { get; }

    public LanesTable Lanes { get; }

    public OwedTable Owed { get; }

    public WaitingTable Waiting { get; }

    public ParkedTable Parked { get; }

    public AuditTable Audit { get; }

    public MirrorTable Mirror { get; }

    public CardsTable Cards { get; }

    public ConflictsTable Conflicts { get; }

    public DedupeTable Dedupe { get; }

    public RetentionTable Retention { get; }

    public VersionsTable Versions { get; }

    public LapsedTable Lapsed { get; }

    public ClaimedTable Claimed { get; }

    public MeetingsTable Meetings { get; }

    public MatchedTable Matched { get; }

    public AttemptsTable Attempts { get; }

    public TracesTable Traces { get; }

    public ListingTable Listing { get; }

    public ClaimKeptTable ClaimsKept { get; }

    public SwingingTable Swinging { get; }

    public AccessTable Access { get; }

    public BackfillsTable Backfills { get; }

    public void Begin() => _begin.Execute();

    public void Commit()
    {
        foreach (var table in _tables)
        {
            table.BeforeCommit();
        }

        _commit.Execute();
        foreach (var table in _tables)
        {
            table.Committed();
        }
    }

    /// <summary>Also after a commit that failed: SQLite may or may not have rolled back by itself.</summary>
    public void Rollback()
    {
        // Memory first: whatever SQLite says, nothing of it was committed.
        foreach (var table in _tables)
        {
            table.RolledBack();
        }

        if (SQLitePCL.raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "ROLLBACK";
            command.ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        foreach (var table in _tables)
        {
            table.Dispose();
        }
    }
}
