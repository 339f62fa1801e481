using System.Text.Json;
using HmsSync.EndToEnd.Tests.Processes;
using HmsSync.EndToEnd.Tests.Reference;
using Microsoft.Data.Sqlite;

namespace HmsSync.EndToEnd.Tests.Commands;

/// <summary>Invariant 10: who changes the record of what was done is found out.</summary>
public sealed class AuditVerifyTests(AuditedClinic audited) : IClassFixture<AuditedClinic>, IDisposable
{
    private const string Unguard
        = "DROP TRIGGER audit_is_append_only_update; DROP TRIGGER audit_is_append_only_delete;";

    private readonly TempWorkspace _clinic = audited.Copy();

    private string Config => _clinic["hms-sync.yml"];

    public void Dispose() => _clinic.Dispose();

    [Fact]
    public async Task A_chain_that_nobody_touched_is_whole()
        => await AssertAsync(ok: true, rows: 5, firstBad: null);

    [Theory]
    [InlineData("UPDATE audit SET outcome = 2 WHERE row = 3", 3)]
    [InlineData("UPDATE audit SET code = 'http_422' WHERE row = 1", 1)]
    [InlineData("UPDATE audit SET at = at + 1 WHERE row = 5", 5)]
    [InlineData("UPDATE audit SET hash = zeroblob(32) WHERE row = 2", 2)]
    [InlineData("UPDATE audit SET hash = x'' WHERE row = 4", 4)]
    [InlineData("UPDATE audit SET code = hex(zeroblob(500)) WHERE row = 4", 4)]
    [InlineData(
        "UPDATE audit SET row = 99 WHERE row = 2; UPDATE audit SET row = 2 WHERE row = 3; "
        + "UPDATE audit SET row = 3 WHERE row = 99", 2)]
    [InlineData("DELETE FROM audit WHERE row = 3", 3)]
    [InlineData("DELETE FROM audit WHERE row = 1", 1)]
    [InlineData(
        "INSERT INTO audit SELECT 6, at, lane, partner_seq, seq, record, op, outcome, code, status, attempts, count, hash "
        + "FROM audit WHERE row = 5", 6)]
    [InlineData("UPDATE meta SET value = 'another' WHERE name = 'epoch'", 1)]
    public async Task The_first_bad_row_is_named(string tampering, long firstBad)
    {
        Tamper(Unguard + tampering);
        await AssertAsync(ok: false, rows: firstBad - 1, firstBad);
    }

    [Fact]
    public async Task A_tail_that_was_cut_shows_only_against_a_checkpoint()
    {
        var checkpoint = await CheckpointAsync();
        await AssertAsync(ok: true, rows: 5, firstBad: null, "--checkpoint", checkpoint);

        Tamper(Unguard + "DELETE FROM audit WHERE row >= 4");
        await AssertAsync(ok: true, rows: 3, firstBad: null);
        await AssertAsync(ok: false, rows: 3, firstBad: 4, "--checkpoint", checkpoint);
    }

    [Fact]
    public async Task A_checkpoint_of_another_store_or_another_chain_does_not_fit()
    {
        var checkpoint = await CheckpointAsync();
        var text = await File.ReadAllTextAsync(checkpoint, TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(text);
        var hash = json.RootElement.GetProperty("hash").GetString()!;
        var epoch = json.RootElement.GetProperty("epoch").GetString()!;
        string With(string old, string by) => Write(text.Replace(old, by, StringComparison.Ordinal));
        await AssertAsync(ok: false, rows: 4, firstBad: 5, "--checkpoint", With(hash, new string('0', 64)));
        await AssertAsync(ok: false, rows: 0, firstBad: 1, "--checkpoint", With(epoch, "another"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("{\"epoch\":\"x\",\"row\":-1,\"hash\":\"00\",\"at\":\"2026-01-01T00:00:00Z\"}")]
    public async Task What_is_no_checkpoint_is_wrong_usage(string text)
        => Assert.Equal(2, (await VerifyAsync("--checkpoint", Write(text))).ExitCode);

    [Fact]
    public async Task An_export_holds_every_row_and_only_its_owner_reads_it()
    {
        var file = _clinic["audit.jsonl"];
        var run = await InProcess.RunAsync("audit", "export", "--out", file, "--config", Config);
        Assert.True(run.ExitCode == 0, run.Errors);
        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        var rows = lines.Select(line => JsonSerializer.Deserialize<JsonElement>(line)).ToList();
        Assert.Equal([1, 2, 3, 4, 5], rows.Select(row => row.GetProperty("row").GetInt32()));
        Assert.All(rows, row => Assert.Equal("lotus_notes", row.GetProperty("participant").GetString()));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    private async Task<string> CheckpointAsync()
    {
        var run = await InProcess.RunAsync("audit", "checkpoint", "--config", Config);
        Assert.Equal(0, run.ExitCode);
        return Write(run.Output);
    }

    private Task<CliRun> VerifyAsync(params string[] more)
        => InProcess.RunAsync(["audit", "verify", "--json", "--config", Config, .. more]);

    private async Task AssertAsync(bool ok, long rows, long? firstBad, params string[] more)
    {
        var run = await VerifyAsync(more);
        using var verdict = JsonDocument.Parse(run.Output);
        Assert.Equal(ok, verdict.RootElement.GetProperty("ok").GetBoolean());
        Assert.Equal(rows, verdict.RootElement.GetProperty("rows").GetInt64());
        var bad = verdict.RootElement.GetProperty("first_bad");
        Assert.Equal(firstBad, bad.ValueKind == JsonValueKind.Null ? null : bad.GetInt64());
        Assert.Equal(ok ? 0 : 1, run.ExitCode);
    }

    private void Tamper(string sql)
    {
        using var store = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = _clinic["sync.db"], Pooling = false }.ConnectionString);
        store.Open();
        using var command = store.CreateCommand();
#pragma warning disable CA2100 // the tests' own constants
        command.CommandText = sql;
#pragma warning restore CA2100
        Assert.True(command.ExecuteNonQuery() > 0);
    }

    private string Write(string text) => _clinic.Write("checkpoint.json", text);
}
