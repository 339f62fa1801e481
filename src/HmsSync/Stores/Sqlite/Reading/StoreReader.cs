using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Reading;

/// <summary>One read-only connection with its prepared statements. One user at a time; each member is one short read.</summary>
internal sealed class StoreReader : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private readonly Dictionary<long, string> _topics = [];
    private readonly Dictionary<long, string> _participants = [];

    public StoreReader(SqliteConnection connection)
    {
        _connection = connection;
        Lanes = new LaneReads(this);
        Events = new EventReads(this);
        Rows = new RowReads(this);
        Reports = new ReportReads(this);
        Links = new LinkReads(this);
        Views = new ViewReads(this);
        Meters = new MeterReads(this);
        Meetings = new MeetingReads(this);
        Deliveries = new DeliveryReads(this);
        Listings = new ListingReads(this);
        Access = new AccessReads(this);
        Backfills = new BackfillReads(this);
    }

    public LaneReads Lanes { get; }

    public EventReads Events { get; }

    public RowReads Rows { get; }

    public ReportReads Reports { get; }

    public LinkReads Links { get; }

    public ViewReads Views { get; }

    public MeterReads Meters { get; }

    public MeetingReads Meetings { get; }

    public DeliveryReads Deliveries { get; }

    public ListingReads Listings { get; }

    public AccessReads Access { get; }

    public BackfillReads Backfills { get; }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _connection.Dispose();
    }

    /// <summary>The prepared statement for this text, which must be a constant.</summary>
    internal Statement Prepared(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
        {
            _statements[sql] = statement = new Statement(_connection, sql);
        }

        return statement;
    }

    internal string Topic(long id) => Name(_topics, "SELECT name FROM topic WHERE id = ?1", id);

    internal string Participant(long id) => Name(_participants, "SELECT name FROM participant WHERE id = ?1", id);

    private string Name(Dictionary<long, string> known, string sql, long id)
    {
        if (!known.TryGetValue(id, out var name))
        {
            var statement = Prepared(sql).Bind(1, id);
            name = statement.Step() ? statement.RequiredText(0) : "";
            statement.Reset();
            known[id] = name;
        }

        return name;
    }
}
