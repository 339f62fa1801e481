using System.Text;
using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.Hubs.Sqlite;

/// <summary>Reads single records as they stand, in the transaction that the connection is in.</summary>
internal sealed class RecordReader(IReadOnlyDictionary<string, HubTable> tables, RowJson json)
{
    private readonly Dictionary<string, RecordStore> _stores = new(StringComparer.Ordinal);

    /// <summary>
    /// The state of each: an update where it is there, else a delete. None of a record whose table is held or not configured,
    /// or whose key no longer fits it.
    /// </summary>
    public List<NewEvent> Read(HubConnection hub, IReadOnlyList<RecordName> records)
    {
        var states = new List<NewEvent>(records.Count);
        foreach (var record in records)
        {
            if (Store(record.Table) is not { } store || store.ReadKey(record.Key.Json, out var key) is not null)
            {
                continue;
            }

            var row = store.Read(hub, key);
            states.Add(new NewEvent
            {
                Source = Participant.Hub,
                Topic = record.Table,
                Op = row is null ? ChangeOp.Delete : ChangeOp.Update,
                Key = record.Key,
                Fields = row ?? Encoding.UTF8.GetBytes(record.Key.Json),
                Snapshot = true,
            });
        }

        return states;
    }

    private RecordStore? Store(string table)
    {
        if (!_stores.TryGetValue(table, out var store) && tables.TryGetValue(table, out var known))
        {
            _stores[table] = store = new RecordStore(known, json);
        }

        return store;
    }
}
