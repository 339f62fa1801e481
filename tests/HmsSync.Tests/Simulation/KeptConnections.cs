using HmsSync.Sqlite;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace HmsSync.Tests.Simulation;

/// <summary>
/// The connections of one world. An engine that is killed leaves its connections as a process would, with nothing open in them, and
/// the next one takes them up again: neither the schema nor a statement is read anew. One thread.
/// </summary>
internal sealed class KeptConnections : IDisposable
{
    private readonly Dictionary<(string Place, string Use), Stack<KeptConnection>> _free = [];
    private readonly List<KeptConnection> _all = [];

    /// <inheritdoc cref="OpenSqlite"/>
    public SqliteConnection Take(string connectionString, string setup)
    {
        var free = _free.TryGetValue((connectionString, setup), out var known) ? known : _free[(connectionString, setup)] = new();
        if (free.TryPop(out var kept))
        {
            kept.IsOut = true;
            return kept;
        }

        var made = new KeptConnection(free, connectionString);
        _all.Add(made);
        made.Open();
        SqliteOpening.SetUp(made, setup);
        return made;
    }

    public void Dispose()
    {
        foreach (var connection in _all)
        {
            connection.End();
        }
    }

    private sealed class KeptConnection(Stack<KeptConnection> free, string text) : SqliteConnection(text), IStatementKeeper
    {
        private readonly Dictionary<string, Stack<sqlite3_stmt>> _statements = new(StringComparer.Ordinal);
        private bool _ended;

        public bool IsOut { get; set; } = true;

        public override void Open()
        {
            base.Open();
            Handle!.enable_sqlite3_next_stmt(true);
        }

        public sqlite3_stmt? Take(string sql)
            => _statements.TryGetValue(sql, out var kept) && kept.TryPop(out var statement) ? statement : null;

        public void Keep(string sql, sqlite3_stmt statement)
        {
            raw.sqlite3_reset(statement);
            raw.sqlite3_clear_bindings(statement);
            (_statements.TryGetValue(sql, out var kept) ? kept : _statements[sql] = new()).Push(statement);
        }

        public void End()
        {
            _ended = true;
            while (raw.sqlite3_next_stmt(Handle, null) is { } left)
            {
                left.Dispose(); // also those of an engine that was killed: with one of them the database would stay in memory
            }

            Dispose();
        }

        protected override void Dispose(bool disposing)
        {
            if (_ended || !disposing)
            {
                base.Dispose(disposing);
            }
            else if (IsOut)
            {
                IsOut = false;
                CleanUp();
                free.Push(this);
            }
        }

        /// <summary>As the operating system leaves it: no statement half way, no transaction.</summary>
        private void CleanUp()
        {
            for (var statement = raw.sqlite3_next_stmt(Handle, null); statement is not null;
                statement = raw.sqlite3_next_stmt(Handle, statement))
            {
                raw.sqlite3_reset(statement);
            }

            if (raw.sqlite3_get_autocommit(Handle) == 0)
            {
                SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(Handle, "ROLLBACK"), Handle);
            }
        }
    }
}
