using System.Text;
using HmsSync.Changes;
using HmsSync.Hubs.Postgres.Catalogue;
using HmsSync.Hubs.Postgres.Values;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Writing;

/// <summary>Statements about single records of one hub table, and what they answer.</summary>
internal sealed class PgRecords(PgTable table, PgRowJson json)
{
    /// <summary>Its one row says that an update or a delete found its record.</summary>
    public const string WrittenColumn = "hms_sync_written";

    private readonly PgTuple _tuple = new();
    private readonly PgShape _shape = PgShape.Of(table);
    private readonly PgShape _keyShape = new(
        [.. table.Key.Select(k => (table.Columns[k].Name, table.Columns[k].Type))], [.. Enumerable.Range(0, table.Key.Count)]);

    private readonly string _stored = Columns(table.Stored);
    private readonly string _key = Columns(table.Key.Select(k => table.Columns[k]));

    public PgTable Table => table;

    /// <summary>The key's values in key order, or what is wrong with it.</summary>
    public RecordFault? ReadKey(string keyJson, out IReadOnlyList<PgField> key)
    {
        var fields = new List<PgField>();
        key = [];
        if (PgFields.Read(table, Encoding.UTF8.GetBytes(keyJson), fields) is { } fault)
        {
            return fault;
        }

        if (fields.Count != table.Key.Count || table.Key.Any(k => !fields.Exists(f => f.Column == k && f.Text is not null)))
        {
            return new RecordFault("bad_key", $"the key of {table.Name} is ({string.Join(", ", table.KeyNames)})");
        }

        key = [.. table.Key.Select(k => fields.Find(f => f.Column == k))];
        return null;
    }

    public void Select(PgScript script, IReadOnlyList<PgField> key, bool forUpdate)
        => script.Add($"SELECT {_stored} FROM {table.Sql} WHERE {Equal(script, key)}{(forUpdate ? " FOR UPDATE" : "")}");

    /// <summary>The rows that a condition holds for, locked in key order.</summary>
    public void SelectWhere(PgScript script, string condition, int most) => script.Add(string.Create(
        CultureInfo.InvariantCulture,
        $"""
        SELECT {_stored} FROM {table.Sql} WHERE {condition}
        ORDER BY {_key} LIMIT {most} FOR UPDATE
        """));

    /// <summary>Answers the key.</summary>
    /// <param name="script">Where it is added.</param>
    /// <param name="fields">What is known; the rest is the database's to fill in.</param>
    public void Insert(PgScript script, IReadOnlyList<PgField> fields)
    {
        var own = fields.Any(f => table.Columns[f.Column].Identity == PgIdentity.Always) ? " OVERRIDING SYSTEM VALUE" : "";
        var values = fields.Count == 0
            ? " DEFAULT VALUES"
            : $"({Columns(fields.Select(f => table.Columns[f.Column]))}){own} VALUES ({string.Join(", ", fields.Select(script.Value))})";
        script.Add($"INSERT INTO {table.Sql}{values} RETURNING {_key}");
    }

    /// <summary>Sets the given fields only; others are left alone. Answers a row for the one that it wrote.</summary>
    public void Update(PgScript script, IReadOnlyList<PgField> key, IReadOnlyList<PgField> fields)
    {
        var sets = string.Join(", ", fields.Select(f => $"{PgSql.Name(table.Columns[f.Column].Name)} = {script.Value(f)}"));
        script.Add($"UPDATE {table.Sql} SET {sets} WHERE {Equal(script, key)} RETURNING 1 AS {WrittenColumn}");
    }

    /// <summary>Answers a row for the one that it deleted.</summary>
    public void Delete(PgScript script, IReadOnlyList<PgField> key)
        => script.Add($"DELETE FROM {table.Sql} WHERE {Equal(script, key)} RETURNING 1 AS {WrittenColumn}");

    /// <summary>The condition that all of these columns have these values.</summary>
    public string Equal(PgScript script, IEnumerable<PgField> values)
        => string.Join(" AND ", values.Select(v => $"{PgSql.Name(table.Columns[v.Column].Name)} = {script.Value(v)}"));

    /// <summary>The row that <see cref="Select"/> answers, as a JSON object.</summary>
    public ReadOnlyMemory<byte> Row(NpgsqlDataReader row)
    {
        _tuple.Take(row, 0, _shape.Columns.Count);
        return json.Object(_shape, _tuple);
    }

    /// <summary>A row of <see cref="SelectWhere"/>.</summary>
    public HubRow RowWithKey(NpgsqlDataReader row)
    {
        var fields = Row(row);
        return new HubRow(json.Key(_shape, _tuple), fields);
    }

    /// <summary>The key that <see cref="Insert"/> answers.</summary>
    public RecordKey MadeKey(NpgsqlDataReader row)
    {
        _tuple.Take(row, 0, _keyShape.Columns.Count);
        return json.Key(_keyShape, _tuple);
    }

    private static string Columns(IEnumerable<PgColumn> columns) => string.Join(", ", columns.Select(c => PgSql.Name(c.Name)));
}
