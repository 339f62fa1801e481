using HmsSync.Changes;
using Microsoft.Data.Sqlite;

namespace HmsSync.Hubs.Sqlite;

/// <summary>Applies one delivery inside the writer's transaction, under a savepoint of its own.</summary>
internal sealed class RecordApply(HubConnection hub)
{
    private static readonly ApplyResult Written = new(ApplyResultKind.Written, "ok", null);
    private static readonly ApplyResult Agreed = new(ApplyResultKind.Agreed, "ok", null);

    /// <exception cref="SqliteException">
    /// Not this record's fault: busy, disk. The transaction is to be given up.
    /// </exception>
    public ApplyResult Apply(RecordStore store, HubApply delivery)
    {
        IReadOnlyList<HubValue> key = [];
        if (!delivery.Key.IsNone && store.ReadKey(delivery.Key.Json, out key) is { } badKey)
        {
            return Refused(badKey);
        }

        var current = key.Count == 0 ? null : store.Read(hub, key);
        var write = delivery.Decide(current, new ClaimRows(hub, store));
        var fields = new List<(int Column, HubValue Value)>();
        if (!write.Fields.IsEmpty && RecordFields.Read(store.Table, write.Fields.Span, fields) is { } badField)
        {
            return Refused(badField);
        }

        var changesNothing = write.Kind == HubWriteKind.Nothing || (write.Kind == HubWriteKind.Delete && current is null)
            || (write.Kind == HubWriteKind.Update && fields.Count == 0);
        if (changesNothing && !write.ChangesOthers)
        {
            return Agreed;
        }

        if (write.Kind == HubWriteKind.Update && current is null)
        {
            return Refused(new RecordFault("not_there", "the record to be updated is not in the hub"));
        }

        return Savepoint(() =>
        {
            foreach (var other in write.ChangesOthers ? write.Others : [])
            {
                Write(store, write.OtherTag ?? delivery.Tag, other);
            }

            return changesNothing ? Written : Write(store, delivery.Tag, write.Kind, key, fields);
        });
    }

    /// <summary>Takes the tag away, so that it never stands in a commit beside the application's own changes.</summary>
    public void ClearTag() => hub.Run("DELETE FROM hms_sync_origin");

    /// <exception cref="InvalidOperationException">A decision of ours is none that can be written.</exception>
    private void Write(RecordStore store, ApplyTag tag, OtherWrite other)
    {
        var fields = new List<(int Column, HubValue Value)>();
        var fault = store.ReadKey(other.Key.Json, out var key)
            ?? (other.Fields.IsEmpty ? null : RecordFields.Read(store.Table, other.Fields.Span, fields));
        if (fault is not null)
        {
            throw new InvalidOperationException($"{store.Table.Name}: {fault.Code}: {fault.Detail}");
        }

        Write(store, tag, other.Kind, key, fields);
    }

    private ApplyResult Write(
        RecordStore store,
        ApplyTag tag,
        HubWriteKind kind,
        IReadOnlyList<HubValue> key,
        List<(int Column, HubValue Value)> fields)
    {
        SetTag(tag);
        switch (kind)
        {
            case HubWriteKind.Insert:
                fields.RemoveAll(f => key.Count > 0 && store.Table.Key.Contains(f.Column));
                fields.AddRange(key.Select((value, i) => (store.Table.Key[i], value)));
                store.Insert(hub, fields);
                return key.Count > 0 ? Written : Written with { MadeKey = store.KeyOfLastInsert(hub) };
            case HubWriteKind.Update:
                store.Update(hub, key, fields);
                return Written;
            default:
                store.Delete(hub, key);
                return Written;
        }
    }

    private ApplyResult Savepoint(Func<ApplyResult> write)
    {
        hub.Run("SAVEPOINT hms_sync_record");
        try
        {
            var result = write();
            if (!hub.HasBrokenReferences())
            {
                hub.Run("RELEASE hms_sync_record");
                return result;
            }

            result = HubFailure.BrokenReference(); // deferred ones would break the commit, and with it all others
            Undo();
            return result;
        }
        catch (SqliteException failure) when (HubFailure.OfRecord(failure) is not null)
        {
            Undo();
            return HubFailure.OfRecord(failure)!;
        }
    }

    /// <summary>Nothing to undo where the statement said ROLLBACK: then the whole transaction is gone.</summary>
    private void Undo()
    {
        if (!hub.IsIdle)
        {
            hub.Run("ROLLBACK TO hms_sync_record");
            hub.Run("RELEASE hms_sync_record");
        }
    }

    private void SetTag(ApplyTag tag)
    {
        var text = tag.ToString();
        Run("UPDATE hms_sync_origin SET tag = ?1", text);
        if (hub.Changes == 0)
        {
            Run("INSERT INTO hms_sync_origin(tag) VALUES (?1)", text);
        }
    }

    private void Run(string sql, string value)
    {
        var statement = hub.Prepare(sql);
        statement.Bind(1, value);
        statement.Run();
    }

    private static ApplyResult Refused(RecordFault fault) => new(ApplyResultKind.Refused, fault.Code, fault.Detail);
}
