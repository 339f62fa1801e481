using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>Small numbers for topics, tables and participants; both sets are bounded by the configuration and its past.</summary>
internal sealed class NamesTable : IStoreTable
{
    private readonly Interned _topics;
    private readonly Interned _participants;

    public NamesTable(SqliteConnection connection)
    {
        _topics = new Interned(connection, "topic");
        _participants = new Interned(connection, "participant");
    }

    public long Topic(string name) => _topics.Id(name);

    public long Participant(string name) => _participants.Id(name);

    public void Committed()
    {
        _topics.Keep();
        _participants.Keep();
    }

    public void RolledBack()
    {
        _topics.Forget();
        _participants.Forget();
    }

    public void Dispose()
    {
        _topics.Dispose();
        _participants.Dispose();
    }

    private sealed class Interned : IDisposable
    {
        private readonly Dictionary<string, long> _ids = new(StringComparer.Ordinal);
        private readonly List<string> _fresh = [];
        private readonly Statement _insert;

        public Interned(SqliteConnection connection, string table)
        {
            using var all = new Statement(connection, $"SELECT name, id FROM {table}");
            while (all.Step())
            {
                _ids[all.RequiredText(0)] = all.Int64(1);
            }

            _insert = new Statement(connection, $"INSERT INTO {table}(name) VALUES(?1) RETURNING id");
        }

        public long Id(string name)
        {
            if (_ids.TryGetValue(name, out var known))
            {
                return known;
            }

            _insert.Bind(1, name).Step();
            var id = _insert.Int64(0);
            _insert.Execute();
            _ids[name] = id;
            _fresh.Add(name);
            return id;
        }

        public void Keep() => _fresh.Clear();

        public void Forget()
        {
            _fresh.ForEach(name => _ids.Remove(name));
            _fresh.Clear();
        }

        public void Dispose() => _insert.Dispose();
    }
}
