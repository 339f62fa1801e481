using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Hubs.Sqlite;

/// <summary>Reads and writes single records of one hub table by their key.</summary>
internal sealed class RecordStore(HubTable table, RowJson json)
{
    private readonly JsonEncodedText[] _names = RowJson.Names(table.Columns.Select(c => c.Name));
    private readonly string _target = HubSql.Name(table.Name);
    private readonly string _columns = HubSql.List(table.Columns.Select(c => HubSql.Name(c.Name)));
    private readonly string _read =
        $"SELECT {HubSql.List(table.Columns.Select(c => HubSql.Name(c.Name)))} FROM {HubSql.Name(table.Name)} "
        + $"WHERE {KeyCondition(table, 1)}";

    private readonly string _delete = $"DELETE FROM {HubSql.Name(table.Name)} WHERE {KeyCondition(table, 1)}";
    private readonly ColumnTexts _inserts = new();
    private readonly ColumnTexts _updates = new();

    public HubTable Table => table;

    /// <summary>The key's values in key order, or what is wrong with it.</summary>
    public RecordFault? ReadKey(string keyJson, out IReadOnlyList<HubValue> key)
    {
        var fields = new List<(int Column, HubValue Value)>();
        key = [];
        var fault = RecordFields.Read(table, System.Text.Encoding.UTF8.GetBytes(keyJson), fields);
        if (fault is not null)
        {
            return fault;
        }

        if (fields.Count != table.Key.Count || table.Key.Any(k => !fields.Exists(f => f.Column == k)))
        {
            return new RecordFault("bad_key", $"the key of {table.Name} is ({string.Join(", ", table.KeyNames)})");
        }

        key = [.. table.Key.Select(k => fields.Find(f => f.Column == k).Value)];
        return null;
    }

    /// <summary>The record as a JSON object; null when it is not there.</summary>
    public ReadOnlyMemory<byte>? Read(HubConnection hub, IReadOnlyList<HubValue> key)
    {
        var row = hub.Prepare(_read);
        BindKey(row, key, 1);
        try
        {
            return row.Step() ? json.Object(row, _names, 0, 1) : default(ReadOnlyMemory<byte>?);
        }
        finally
        {
            row.Reset();
        }
    }

    /// <summary>The records that meet a condition, but for one, in the order of their keys.</summary>
    /// <param name="hub">Where to look.</param>
    /// <param name="where">SQL with a parameter for each value.</param>
    /// <param name="values">In their order.</param>
    /// <param name="except">Left out; none: no record is.</param>
    /// <param name="most">At most this many are returned.</param>
    public List<HubRow> Select(HubConnection hub, string where, IReadOnlyList<HubValue> values, RecordKey except, int most)
    {
        var order = HubSql.List(table.KeyNames.Select(HubSql.Name));
        var select = hub.Prepare($"SELECT {_columns} FROM {_target} WHERE {where} ORDER BY {order}");
        for (var i = 0; i < values.Count; i++)
        {
            values[i].Bind(select, i + 1);
        }

        var rows = new List<HubRow>();
        string[] names = [.. table.KeyNames];
        int[] columns = [.. table.Key];
        try
        {
            while (rows.Count < most && select.Step())
            {
                var key = json.Key(select, names, columns);
                if (key != except && !key.IsNone)
                {
                    rows.Add(new HubRow(key, json.Object(select, _names, 0, 1)));
                }
            }
        }
        finally
        {
            select.Reset();
        }

        return rows;
    }

    /// <summary>Key of the row that was inserted last, where the database made it.</summary>
    public RecordKey KeyOfLastInsert(HubConnection hub)
    {
        var names = table.KeyNames.ToArray();
        var row = hub.Prepare($"SELECT {HubSql.List(names.Select(HubSql.Name))} FROM {_target} WHERE rowid = ?1");
        row.Bind(1, hub.LastRowId);
        try
        {
            return row.Step() ? json.Key(row, names, [.. Enumerable.Range(0, names.Length)]) : RecordKey.None;
        }
        finally
        {
            row.Reset();
        }
    }

    public void Insert(HubConnection hub, IReadOnlyList<(int Column, HubValue Value)> fields)
    {
        var insert = hub.Prepare(_inserts.Of(fields, InsertOf));
        BindFields(insert, fields);
        insert.Run();
    }

    /// <summary>Sets the given fields only; others are left alone.</summary>
    public void Update(
        HubConnection hub, IReadOnlyList<HubValue> key, IReadOnlyList<(int Column, HubValue Value)> fields)
    {
        var update = hub.Prepare(_updates.Of(fields, UpdateOf));
        BindFields(update, fields);
        BindKey(update, key, fields.Count + 1);
        update.Run();
    }

    public void Delete(HubConnection hub, IReadOnlyList<HubValue> key)
    {
        var delete = hub.Prepare(_delete);
        BindKey(delete, key, 1);
        delete.Run();
    }

    private string InsertOf(IReadOnlyList<(int Column, HubValue Value)> fields)
    {
        var columns = HubSql.List(fields.Select(f => HubSql.Name(table.Columns[f.Column].Name)));
        return fields.Count == 0
            ? $"INSERT INTO {_target} DEFAULT VALUES"
            : $"INSERT INTO {_target}({columns}) VALUES ({HubSql.List(fields.Select((_, i) => $"?{i + 1}"))})";
    }

    private string UpdateOf(IReadOnlyList<(int Column, HubValue Value)> fields)
    {
        var sets = HubSql.List(fields.Select((f, i) => $"{HubSql.Name(table.Columns[f.Column].Name)} = ?{i + 1}"));
        return $"UPDATE {_target} SET {sets} WHERE {KeyCondition(table, fields.Count + 1)}";
    }

    private static void BindFields(HubStatement statement, IReadOnlyList<(int Column, HubValue Value)> fields)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            fields[i].Value.Bind(statement, i + 1);
        }
    }

    private static void BindKey(HubStatement statement, IReadOnlyList<HubValue> key, int first)
    {
        for (var i = 0; i < key.Count; i++)
        {
            key[i].Bind(statement, first + i);
        }
    }

    private static string KeyCondition(HubTable table, int first)
        => string.Join(" AND ", table.Key.Select((k, i) => $"{HubSql.Name(table.Columns[k].Name)} = ?{first + i}"));
}
