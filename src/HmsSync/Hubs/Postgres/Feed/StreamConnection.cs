using System.Runtime.CompilerServices;
using Npgsql.Replication;
using Npgsql.Replication.Internal;
using Npgsql.Replication.PgOutput;
using NpgsqlTypes;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>One replication connection, from which pgoutput's messages are read raw.</summary>
internal sealed class StreamConnection(string connection, string slot) : IAsyncDisposable
{
    private static readonly TimeSpan StatusEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SilentFor = TimeSpan.FromSeconds(30);

    private readonly LogicalReplicationConnection _stream = new(connection)
    {
        WalReceiverStatusInterval = StatusEvery,
        WalReceiverTimeout = SilentFor,
    };

    private byte[] _buffer = new byte[16 * 1024];

    /// <summary>Up to here the server has told us of everything, or has nothing of ours.</summary>
    public ulong Received => (ulong)_stream.LastReceivedLsn;

    /// <summary>Opens it and tells which cluster answers, and how far its log goes.</summary>
    public async Task<(PgOrigin Origin, ulong End)> OpenAsync(CancellationToken cancellation)
    {
        await _stream.Open(cancellation);
        var system = await _stream.IdentifySystem(cancellation);
        return (new PgOrigin(system.SystemId, system.Timeline), (ulong)system.XLogPos);
    }

    /// <summary>Makes the slot; waits until every transaction that writes just now has ended. Returns where it begins.</summary>
    public async Task<ulong> MakeSlotAsync(CancellationToken cancellation)
    {
        _stream.CommandTimeout = Timeout.InfiniteTimeSpan;
        var made = await _stream.CreatePgOutputReplicationSlot(
            slot, slotSnapshotInitMode: LogicalSlotSnapshotInitMode.NoExport, cancellationToken: cancellation);
        return (ulong)made.ConsistentPoint;
    }

    // Invariant 1: the server forgets up to here, and this is set only to what the journal holds.
    public void Confirm(ulong lsn) => _stream.SetReplicationStatus(new NpgsqlLogSequenceNumber(lsn));

    /// <summary>Messages from the place on, each valid until the next.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        ulong from, [EnumeratorCancellation] CancellationToken cancellation)
    {
        KeyValuePair<string, string?>[] options =
            [new("proto_version", "1"), new("publication_names", PgSql.Name(slot)), new("messages", "true")];
        var messages = _stream.StartLogicalReplication(
            new PgOutputReplicationSlot(slot), cancellation, new NpgsqlLogSequenceNumber(from), options);
        await using var reading = new BrokenStream(messages.GetAsyncEnumerator(cancellation));
        while (await reading.MoveNextAsync())
        {
            var message = reading.Current.Data;
            var length = (int)message.Length;
            if (length > _buffer.Length)
            {
                _buffer = new byte[Math.Max(length, 2 * _buffer.Length)];
            }

            await message.ReadExactlyAsync(_buffer.AsMemory(0, length), cancellation);
            yield return _buffer.AsMemory(0, length);
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
