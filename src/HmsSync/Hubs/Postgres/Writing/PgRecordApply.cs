using HmsSync.Changes;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Writing;

/// <summary>Applies one delivery inside the writer's transaction, under a savepoint of its own.</summary>
internal sealed class PgRecordApply(PgWriteSession session)
{
    private const string TagColumn = "hms_sync_tag";

    private static readonly ApplyResult Written = new(ApplyResultKind.Written, "ok", null);
    private static readonly ApplyResult Agreed = new(ApplyResultKind.Agreed, "ok", null);

    private static readonly ApplyResult LetNothing
        = new(ApplyResultKind.Refused, "constraint", "a trigger or a policy of the table let no row be written");

    private bool _hasSavepoint;

    /// <summary>Number of the transaction; null: it has written nothing yet.</summary>
    public string? Transaction { get; private set; }

    /// <exception cref="NpgsqlException">Not this record's fault. The transaction is to be given up.</exception>
    public async Task<ApplyResult> ApplyAsync(PgRecords records, HubApply delivery)
    {
        IReadOnlyList<PgField> key = [];
        if (!delivery.Key.IsNone && records.ReadKey(delivery.Key.Json, out key) is { } badKey)
        {
            return Refused(badKey);
        }

        try
        {
            var current = await BeginAsync(records, key);
            var write = delivery.Decide(current, new PgClaimRows(session, records));
            var script = new PgScript();
            if (Statements(script, records, delivery, write, key, current is not null) is { } atOnce)
            {
                await UndoAsync(); // what nothing came of need not be locked any longer
                return atOnce;
            }

            if (await WriteAsync(records, script) is not { } made)
            {
                await UndoAsync();
                return LetNothing;
            }

            return write.Kind == HubWriteKind.Insert && key.Count == 0 ? Written with { MadeKey = made } : Written;
        }
        catch (PostgresException failure) when (PgFailure.Of(failure) == PgVerdict.Record)
        {
            await UndoAsync();
            return PgFailure.OfRecord(failure);
        }
    }

    private async Task<ReadOnlyMemory<byte>?> BeginAsync(PgRecords records, IReadOnlyList<PgField> key)
    {
        var script = new PgScript();
        if (_hasSavepoint)
        {
            script.Add("RELEASE SAVEPOINT hms_sync_record"); // the record before is done
        }

        script.Add("SAVEPOINT hms_sync_record");
        if (key.Count > 0)
        {
            records.Select(script, key, forUpdate: true);
        }

        _hasSavepoint = true;
        await using var command = script.On(session.Connection);
        await using var rows = await command.ExecuteReaderAsync();
        return key.Count > 0 && await rows.ReadAsync() ? records.Row(rows) : default(ReadOnlyMemory<byte>?);
    }

    /// <summary>Adds what is to be run; not null: nothing is, and this is the answer.</summary>
    private static ApplyResult? Statements(
        PgScript script, PgRecords records, HubApply delivery, HubWrite write, IReadOnlyList<PgField> key, bool isThere)
    {
        var fields = new List<PgField>();
        if (!write.Fields.IsEmpty && PgFields.Read(records.Table, write.Fields.Span, fields) is { } badField)
        {
            return Refused(badField);
        }

        fields.RemoveAll(f => key.Contains(f) || (write.Kind == HubWriteKind.Insert && key.Any(k => k.Column == f.Column)));
        var changesNothing = write.Kind == HubWriteKind.Nothing || (write.Kind == HubWriteKind.Delete && !isThere)
            || (write.Kind == HubWriteKind.Update && fields.Count == 0);
        if (changesNothing && !write.ChangesOthers)
        {
            return Agreed;
        }

        if (write.Kind == HubWriteKind.Update && !isThere)
        {
            return Refused(new RecordFault("not_there", "the record to be updated is not in the hub"));
        }

        foreach (var other in write.ChangesOthers ? write.Others : [])
        {
            Tag(script, write.OtherTag ?? delivery.Tag);
            Other(script, records, other);
        }

        if (!changesNothing)
        {
            Tag(script, delivery.Tag);
            switch (write.Kind)
            {
                case HubWriteKind.Insert: records.Insert(script, [.. fields, .. key]); break;
                case HubWriteKind.Update: records.Update(script, key, fields); break;
                default: records.Delete(script, key); break;
            }
        }

        return null;
    }

    /// <exception cref="InvalidOperationException">A decision of ours is none that can be written.</exception>
    private static void Other(PgScript script, PgRecords records, OtherWrite other)
    {
        var fields = new List<PgField>();
        var fault = records.ReadKey(other.Key.Json, out var key)
            ?? (other.Fields.IsEmpty ? null : PgFields.Read(records.Table, other.Fields.Span, fields));
        if (fault is not null)
        {
            throw new InvalidOperationException($"{records.Table.Name}: {fault.Code}: {fault.Detail}");
        }

        if (other.Kind == HubWriteKind.Delete)
        {
            records.Delete(script, key);
        }
        else
        {
            records.Update(script, key, fields);
        }
    }

    /// <summary>Stands in the log before the changes that it names the delivery of, in one transaction with them.</summary>
    private static void Tag(PgScript script, ApplyTag tag) => script.Add(
        $"SELECT pg_logical_emit_message(true, 'hms_sync', {script.Text(tag.ToString())}) AS {TagColumn}, pg_current_xact_id()");

    /// <summary>The key that an insert answered, or none; null: the database wrote no row where it was told to.</summary>
    private async Task<RecordKey?> WriteAsync(PgRecords records, PgScript script)
    {
        if (session.DeferAgain is { } deferAgain)
        {
            script.Add("SET CONSTRAINTS ALL IMMEDIATE"); // a deferred one would break the commit, and with it all others
            script.Add(deferAgain);
        }

        RecordKey? made = RecordKey.None;
        await using var command = script.On(session.Connection);
        await using var rows = await command.ExecuteReaderAsync();
        do
        {
            if (rows.FieldCount == 0)
            {
                continue;
            }

            if (!await rows.ReadAsync())
            {
                made = null;
            }
            else if (rows.GetName(0) == TagColumn)
            {
                Transaction = rows.GetString(1);
            }
            else if (made is not null && rows.GetName(0) != PgRecords.WrittenColumn)
            {
                made = records.MadeKey(rows);
            }
        }
        while (await rows.NextResultAsync());
        return made;
    }

    /// <summary>Takes back what was done for the record.</summary>
    public Task UndoAsync() => session.RunAsync("ROLLBACK TO SAVEPOINT hms_sync_record");

    private static ApplyResult Refused(RecordFault fault) => new(ApplyResultKind.Refused, fault.Code, fault.Detail);
}
