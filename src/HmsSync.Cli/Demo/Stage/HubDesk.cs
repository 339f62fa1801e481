using System.Text.Json;
using HmsSync.Cli.Output;
using Microsoft.Data.Sqlite;

namespace HmsSync.Cli.Demo;

/// <summary>
/// The hub's applications, booking and policy service, a process of its own that knows nothing of hms-sync: it takes one JSON
/// command a line, works on the hub database, and answers one JSON line.
/// </summary>
internal static class HubDesk
{
    private const string Insert = """
        INSERT INTO appointments(id, citizen_id, start, "end", subject) VALUES($id, $citizen, $start, $end, $subject)
        """;

    private const string Upsert = """
        INSERT INTO rules(id, title, scope, region, minIcuBeds, effectiveDate) VALUES($id, $title, $scope, $region, $beds, $date)
        ON CONFLICT(id) DO UPDATE SET title = $title, scope = $scope, region = $region, minIcuBeds = $beds, effectiveDate = $date
        """;

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
            await WriteAsync(hub, command, stop);
            await output.WriteLineAsync(JsonOut.Line(await AnswerAsync(hub, command, stop)).AsMemory(), stop);
            await output.FlushAsync(stop);
        }
    }

    private static async Task WriteAsync(SqliteConnection hub, DeskCommand command, CancellationToken stop)
    {
        if (command is { Book: null, Amend: null, Publish: null })
        {
            return;
        }

        await using var transaction = await hub.BeginTransactionAsync(stop);
        if (command.Book is { } book)
        {
            await RunAsync(
                hub, Insert, stop,
                ("$id", book.Id), ("$citizen", book.Citizen), ("$start", book.Start), ("$end", book.End), ("$subject", book.Subject));
        }

        if (command.Amend is { } amend)
        {
            await RunAsync(
                hub, "UPDATE appointments SET subject = $subject WHERE id = $id", stop,
                ("$id", amend.Id), ("$subject", amend.Subject));
        }

        foreach (var rule in command.Publish ?? [])
        {
            await RunAsync(
                hub, Upsert, stop,
                ("$id", rule.Id), ("$title", rule.Title), ("$scope", rule.Scope), ("$region", rule.Region),
                ("$beds", rule.MinIcuBeds), ("$date", rule.EffectiveDate));
        }

        await transaction.CommitAsync(stop);
    }

    private static async Task<DeskAnswer> AnswerAsync(SqliteConnection hub, DeskCommand command, CancellationToken stop)
        => new(
            command.Show is { } id ? await ShowAsync(hub, id, stop) : null,
            await CountAsync(hub, "SELECT count(*) FROM appointments", stop),
            await CountAsync(hub, "SELECT count(*) FROM rules", stop));

    private static async Task<Appointment> ShowAsync(SqliteConnection hub, long id, CancellationToken stop)
    {
        await using var select = Command(hub, "SELECT start, \"end\", subject, status FROM appointments WHERE id = $id", ("$id", id));
        await using var row = await select.ExecuteReaderAsync(stop);
        return await row.ReadAsync(stop)
            ? new Appointment(id, row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3))
            : new Appointment(id, "", "", "", "none");
    }

    private static async Task<long> CountAsync(SqliteConnection hub, string sql, CancellationToken stop)
    {
        await using var select = Command(hub, sql);
        return (long)(await select.ExecuteScalarAsync(stop))!;
    }

    private static async Task RunAsync(
        SqliteConnection hub, string sql, CancellationToken stop, params (string Name, object Value)[] values)
    {
        await using var command = Command(hub, sql, values);
        await command.ExecuteNonQueryAsync(stop);
    }

    private static SqliteCommand Command(SqliteConnection hub, string sql, params (string Name, object Value)[] values)
    {
        var command = hub.CreateCommand();
#pragma warning disable CA2100 // the callers pass constants
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in values)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
