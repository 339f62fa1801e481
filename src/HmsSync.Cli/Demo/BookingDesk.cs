using System.Text.Json;
using HmsSync.Cli.Output;
using Microsoft.Data.Sqlite;

namespace HmsSync.Cli.Demo;

/// <summary>
/// The booking application of the clinic, a process of its own that knows nothing of hms-sync: it takes one JSON command a line,
/// works on the hub database, and answers one JSON line.
/// </summary>
internal static class BookingDesk
{
    /// <summary>Until its input ends.</summary>
    public static async Task ServeAsync(string hubPath, TextReader input, TextWriter output, CancellationToken stop)
    {
        await using var hub = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = hubPath, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ConnectionString);
        await hub.OpenAsync(stop);
        while (await input.ReadLineAsync(stop) is { } line)
        {
            var command = JsonSerializer.Deserialize<DeskCommand>(line, JsonOut.Options)
                ?? throw new JsonException("A command is a JSON object.");
            if (command.Book is { } booking)
            {
                await BookAsync(hub, command.Id, booking, stop);
            }

            await output.WriteLineAsync(JsonOut.Line(await ShowAsync(hub, command.Id, stop)).AsMemory(), stop);
            await output.FlushAsync(stop);
        }
    }

    private static async Task BookAsync(SqliteConnection hub, long id, Booking booking, CancellationToken stop)
    {
        await using var insert = hub.CreateCommand();
        insert.CommandText = """
            INSERT INTO appointments(id, citizen_id, start, "end", subject) VALUES($id, $citizen, $start, $end, $subject)
            """;
        insert.Parameters.AddWithValue("$id", id);
        insert.Parameters.AddWithValue("$citizen", booking.Citizen);
        insert.Parameters.AddWithValue("$start", booking.Start);
        insert.Parameters.AddWithValue("$end", booking.End);
        insert.Parameters.AddWithValue("$subject", booking.Subject);
        await insert.ExecuteNonQueryAsync(stop);
    }

    private static async Task<Appointment> ShowAsync(SqliteConnection hub, long id, CancellationToken stop)
    {
        await using var select = hub.CreateCommand();
        select.CommandText = "SELECT start, \"end\", subject, status FROM appointments WHERE id = $id";
        select.Parameters.AddWithValue("$id", id);
        await using var row = await select.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop)
            ? new Appointment(id, row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3))
            : new Appointment(id, "", "", "", "none");
    }
}

/// <param name="Id">Which appointment.</param>
/// <param name="Book">Enters it; null: only shows it.</param>
internal sealed record DeskCommand(long Id, Booking? Book);

/// <summary>What a family asks for.</summary>
internal sealed record Booking(string Citizen, string Start, string End, string Subject);

/// <summary>An appointment as the hub holds it; status <c>none</c>: it is not there.</summary>
internal sealed record Appointment(long Id, string Start, string End, string Subject, string Status);
