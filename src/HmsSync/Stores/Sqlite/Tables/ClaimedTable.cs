using System.Buffers;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Sdk;
using Microsoft.Data.Sqlite;

namespace HmsSync.Stores.Sqlite.Tables;

/// <summary>
/// Per record and claim of a claimed table: since when, by which hub change and whose doing it claims what it claims, and what
/// it claimed before. Written in the commit that journals the change, so that who claims is judged by what the feed has shown.
/// </summary>
internal sealed class ClaimedTable(SqliteConnection connection) : IStoreTable
{
    private readonly Statement _mark = new(connection, "SELECT mark FROM claimed WHERE record = ?1 AND claim = ?2");

    private readonly Statement _put = new(connection, """
        INSERT INTO claimed(record, claim, at, seq, source, mark, was) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT(record, claim) DO UPDATE SET
            at = excluded.at, seq = excluded.seq, source = excluded.source, mark = excluded.mark, was = excluded.was
        """);

    private readonly Statement _forget = new(connection, "DELETE FROM claimed WHERE record = ?1");

    private readonly Statement _source = new(connection, "SELECT source FROM journal WHERE seq = ?1");

    /// <summary>Keeps what a hub change has come to claim; true: it claims something it did not.</summary>
    public bool Take(IReadOnlyList<ClaimPlan> claims, in ClaimedEvent claimed)
    {
        var e = claimed.Event;
        if (e.Op == ChangeOp.Delete)
        {
            _forget.Bind(1, claimed.Record).Execute();
            return false;
        }

        var any = false;
        foreach (var claim in claims)
        {
            var mark = claim.MarkOf(e.Fields.Span);
            if (Mark(claimed.Record, claim.Name) == mark)
            {
                continue;
            }

            var before = Before(e);
            Put(claim, claimed, mark, claim.IsClaimedBy(before) ? JsonOverlay.Pick(before, claim.Columns.Contains) : []);
            any |= !e.Snapshot && claim.IsClaimedBy(e.Fields.Span);
        }

        return any;
    }

    public void Dispose()
    {
        _mark.Dispose();
        _put.Dispose();
        _forget.Dispose();
        _source.Dispose();
    }

    /// <summary>Null: nothing is known of it.</summary>
    private string? Mark(long record, string claim)
    {
        var known = _mark.Bind(1, record).Bind(2, claim);
        var mark = known.Step() ? known.RequiredText(0) : null;
        known.Reset();
        return mark;
    }

    /// <summary>What was there before anything captured it stands at 0: it came before all that is judged.</summary>
    private void Put(ClaimPlan claim, in ClaimedEvent claimed, string mark, byte[] was)
    {
        var isOld = claimed.Event.Snapshot;
        var source = claimed.Event.Origin is { PartnerSeq.Value: > 0 } tag
            ? _source.Bind(1, tag.Cause.Value).Scalar() ?? claimed.Source
            : claimed.Source;
        _put.Bind(1, claimed.Record).Bind(2, claim.Name).Bind(3, isOld ? 0 : claimed.At.Micros).Bind(4, claimed.Seq.Value)
            .Bind(5, source).Bind(6, mark).Bind(7, (ReadOnlySpan<byte>)was).Execute();
    }

    /// <summary>The record before an update, as far as the feed has told; empty: it was not there.</summary>
    private static byte[] Before(NewEvent e)
    {
        if (e.Op != ChangeOp.Update || e.Was.IsEmpty)
        {
            return [];
        }

        var before = new ArrayBufferWriter<byte>(e.Fields.Length + e.Was.Length);
        JsonOverlay.Write(e.Fields.Span, e.Was.Span, before);
        return before.WrittenSpan.ToArray();
    }
}

/// <summary>A hub change of a claimed table with the numbers that its row needs.</summary>
/// <param name="Event">The change.</param>
/// <param name="Seq">Its number.</param>
/// <param name="Record">The store's number of the record.</param>
/// <param name="Source">The store's number of the hub.</param>
/// <param name="At">When what it claims came to be.</param>
internal readonly record struct ClaimedEvent(NewEvent Event, Seq Seq, long Record, long Source, EventTime At);
