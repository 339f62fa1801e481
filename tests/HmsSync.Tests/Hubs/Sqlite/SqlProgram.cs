using HmsSync.Seams;

namespace HmsSync.Tests.Hubs.Sqlite;

/// <summary>A table with traps, and random statements against it, as an application might write them.</summary>
internal sealed record SqlProgram(
    string Table, string Schema, string[] Columns, string[] Unique, string KeyIsKnown, string[] Key)
{
    private static readonly string[] Conflict
        = ["", "OR REPLACE ", "OR REPLACE ", "OR IGNORE ", "OR FAIL ", "OR ABORT ", "OR ROLLBACK "];

    private static readonly string[] Values =
    [
        "1", "2", "3", "4", "'a'", "'A'", "'b'", "'B'", "'1'", "NULL", "2.5", "x'00ff'", "''", "9223372036854775807",
        "1e300", "'ü€'", "char(0,65)", "-1", "9e999",
    ];

    public static readonly SqlProgram[] All =
    [
        new(
            "\"t\"",
            "CREATE TABLE t(id INTEGER PRIMARY KEY, u TEXT COLLATE NOCASE UNIQUE, a, b REAL, c BLOB, UNIQUE(a, b))",
            ["id", "u", "a", "b", "c"],
            ["id", "u", "a, b"],
            "1",
            []),
        new(
            "\"t\"",
            "CREATE TABLE t(x TEXT COLLATE NOCASE, y INT, u INT UNIQUE, v, PRIMARY KEY(x, y)) WITHOUT ROWID",
            ["x", "y", "u", "v"],
            ["x, y", "u"],
            "1",
            []),
        new(
            "\"we\"\"ird t'\"",
            "CREATE TABLE \"we\"\"ird t'\"(\"k \"\" k\" TEXT PRIMARY KEY COLLATE NOCASE, \"or\"\"der\" INT, s,"
                + " g AS (s || '!'));"
                + "CREATE UNIQUE INDEX \"p \"\" i\" ON \"we\"\"ird t'\"(\"or\"\"der\") WHERE s <> 'where )'",
            ["\"k \"\" k\"", "\"or\"\"der\"", "s"],
            ["\"k \"\" k\""],
            "\"k \"\" k\" IS NOT NULL",
            []),
        new(
            "\"t\"",
            "CREATE TABLE t(id INTEGER PRIMARY KEY, k1, k2, v DEFAULT 7, g AS (v || k1), UNIQUE(k1, k2))",
            ["id", "k1", "k2", "v"],
            ["id", "k1, k2"],
            "k1 IS NOT NULL AND k2 IS NOT NULL",
            ["k2", "k1"]),
        new(
            "\"t\"",
            "CREATE TABLE t(id INTEGER PRIMARY KEY, u UNIQUE, n INT);"
                + "CREATE TRIGGER touch AFTER INSERT ON t "
                + "BEGIN UPDATE t SET n = coalesce(n, 0) + 100 WHERE id = new.id; END;"
                + "CREATE TRIGGER lift AFTER UPDATE OF u ON t WHEN new.u = 3 BEGIN DELETE FROM t WHERE u = 4; "
                + "UPDATE OR REPLACE t SET u = 4 WHERE id = new.id; END",
            ["id", "u", "n"],
            ["id", "u"],
            "1",
            []),
    ];

    /// <summary>One statement, or a short transaction that may be rolled back in part.</summary>
    public string Statement(RandomSource random) => random.Next(12) switch
    {
        0 => $"BEGIN; {One(random)}; SAVEPOINT s; {One(random)}; ROLLBACK TO s; {One(random)}; COMMIT",
        1 => $"BEGIN; {One(random)}; {One(random)}; ROLLBACK",
        2 => $"BEGIN; {One(random)}; {One(random)}; {One(random)}; COMMIT",
        3 when random.OneIn(3) => $"PRAGMA recursive_triggers={(random.OneIn(3) ? "ON" : "OFF")}",
        _ => One(random),
    };

    private string One(RandomSource random) => random.Next(10) switch
    {
        0 => $"DELETE FROM {Table} WHERE {Column(random)} IS {Value(random)}",
        1 when random.OneIn(6) => $"DELETE FROM {Table}",
        1 or 2 or 3 => $"UPDATE {Pick(random, Conflict)}{Table} SET {Column(random)} = {Value(random)} "
            + $"WHERE {Column(random)} IS {Value(random)}",
        4 => $"UPDATE {Pick(random, Conflict)}{Table} SET {Column(random)} = {Value(random)}",
        5 => $"INSERT {Pick(random, Conflict)}INTO {Table}({All_}) SELECT {All_} FROM {Table}",
        6 => $"INSERT INTO {Table}({All_}) VALUES ({Row(random)}) ON CONFLICT({Pick(random, Unique)}) "
            + $"DO UPDATE SET {Column(random)} = {Value(random)}",
        7 => $"INSERT {Pick(random, Conflict)}INTO {Table}({All_}) "
            + $"VALUES ({Row(random)}), ({Row(random)}), ({Row(random)})",
        _ => $"INSERT {Pick(random, Conflict)}INTO {Table}({All_}) VALUES ({Row(random)})",
    };

    private string All_ => string.Join(", ", Columns);

    private string Row(RandomSource random) => string.Join(", ", Columns.Select(_ => Value(random)));

    private string Column(RandomSource random) => Pick(random, Columns);

    /// <summary>Mostly from the first few, so that rows meet.</summary>
    private static string Value(RandomSource random)
        => Values[random.OneIn(4) ? random.Next(Values.Length) : random.Next(8)];

    private static string Pick(RandomSource random, string[] from) => from[random.Next(from.Length)];
}
