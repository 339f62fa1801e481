using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;

namespace HmsSync.Cli.Bench.Postgres;

/// <summary>
/// The least that anybody who follows PostgreSQL must do: Npgsql's own pgoutput reader, every column as text. Nothing is journaled,
/// nothing confirmed, nothing tried again.
/// </summary>
internal static class BareLoop
{
    private const int Queued = 256;

    private static readonly JsonEncodedText[] Names
        = [.. new[] { "id", "clinic_id", "citizen_id", "start", "end", "status", "notes" }.Select(n => JsonEncodedText.Encode(n))];

    /// <summary>Reads so many rows and does nothing with them.</summary>
    public static Task ReadAsync(string connection, string slot, int rows, CancellationToken stop)
        => FollowAsync(connection, slot, rows, _ => ValueTask.CompletedTask, stop);

    /// <summary>
    /// Reads so many rows, makes the engine's body of each, and posts it on the lane of its key: in order in each lane, as many
    /// lanes as connections. Ends when all are answered.
    /// </summary>
    public static async Task PostAsync(string connection, string slot, int rows, string url, int lanes, CancellationToken stop)
    {
        using var handler = RawFloor.Handler(lanes);
        using var invoker = new HttpMessageInvoker(handler);
        var queues = Enumerable.Range(0, lanes).Select(_ => Channel.CreateBounded<byte[]>(Queued)).ToArray();
        var senders = queues.Select(queue => Task.Run(
            async () =>
            {
                await foreach (var body in queue.Reader.ReadAllAsync(stop))
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
                    request.Content.Headers.ContentType = new("application/json");
                    using var response = await invoker.SendAsync(request, stop);
                    response.EnsureSuccessStatusCode();
                }
            },
            stop)).ToArray();
        var buffer = new ArrayBufferWriter<byte>(1024);
        await using var writer = new Utf8JsonWriter(buffer);
        await FollowAsync(connection, slot, rows, row => queues[LaneOf(row[0], lanes)].Writer.WriteAsync(Body(row), stop), stop);
        foreach (var queue in queues)
        {
            queue.Writer.Complete();
        }

        await Task.WhenAll(senders);

        byte[] Body(string[] row)
        {
            buffer.ResetWrittenCount();
            writer.Reset();
            writer.WriteStartObject();
            writer.WriteNumber(Names[0], int.Parse(row[0], CultureInfo.InvariantCulture));
            writer.WriteNumber(Names[1], int.Parse(row[1], CultureInfo.InvariantCulture));
            for (var i = 2; i < row.Length; i++)
            {
                writer.WriteString(Names[i], row[i]);
            }

            writer.WriteEndObject();
            writer.Flush();
            return buffer.WrittenSpan.ToArray();
        }
    }

    private static int LaneOf(string key, int lanes) => (int)((uint)string.GetHashCode(key, StringComparison.Ordinal) % (uint)lanes);

    private static async Task FollowAsync(
        string connection, string slot, int rows, Func<string[], ValueTask> taken, CancellationToken stop)
    {
        await using var stream = new LogicalReplicationConnection(connection);
        await stream.Open(stop);
        var messages = stream.StartReplication(
            new PgOutputReplicationSlot(slot), new PgOutputReplicationOptions(BenchPlan.Slot, PgOutputProtocolVersion.V1), stop);
        var (row, seen) = (new string[Names.Length], 0);
        await foreach (var message in messages)
        {
            if (message is not InsertMessage insert)
            {
                continue;
            }

            var column = 0;
            await foreach (var value in insert.NewRow)
            {
                row[column++] = await value.Get<string>(stop);
            }

            await taken(row);
            if (++seen == rows)
            {
                return;
            }
        }
    }
}
