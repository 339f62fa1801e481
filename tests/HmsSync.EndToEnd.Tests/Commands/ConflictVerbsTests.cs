using System.Text;
using System.Text.Json;
using HmsSync.EndToEnd.Tests.Fakes;

namespace HmsSync.EndToEnd.Tests.Commands;

/// <summary>The review queue as an operator works it: each command a process of its own.</summary>
public sealed class ConflictVerbsTests
{
    private const string Rules = """
        table: appointments
        rules: [{ field: start, winner: manual }]
        """;

    [Fact]
    public async Task An_open_conflict_is_resolved_with_a_value_and_reverted()
    {
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await ClinicWorkspace.CreateAsync(partner.Url);
        Directory.CreateDirectory(clinic["conflicts"]);
        await File.WriteAllTextAsync(clinic["conflicts/appointments.yml"], Rules, TestContext.Current.CancellationToken);
        await using var engine = await clinic.RunAsync();
        await clinic.BookAsync(1);
        await partner.Log.WaitAsync(1);
        partner.Answer = _ => 503;
        await clinic.SqlAsync("UPDATE appointments SET start = '2026-12-01T11:00'");
        await RingAsync(clinic, "2026-12-01T12:00");
        await UntilOpenAsync(clinic);
        partner.Answer = _ => 200;

        var resolved = await clinic.VerbAsync("conflicts", "resolve", "1", "--value", "\"2026-12-01T13:00\"", "--json");
        Assert.True(resolved.ExitCode == 0, resolved.Errors);
        Assert.Equal("resolved", JsonSerializer.Deserialize<JsonElement>(resolved.Output).GetProperty("state").GetString());
        await partner.Log.WaitAsync(pushes => pushes[^1].Body.Contains("T13:00", StringComparison.Ordinal));

        Assert.Equal(1, (await clinic.VerbAsync("conflicts", "resolve", "1", "--winner", "hms")).ExitCode);
        Assert.Equal(1, (await clinic.VerbAsync("conflicts", "show", "99")).ExitCode);
        Assert.Equal(2, (await clinic.VerbAsync("conflicts", "resolve", "1", "--value", "13:00")).ExitCode);
        Assert.Equal(2, (await clinic.VerbAsync("conflicts", "resolve", "1")).ExitCode);

        Assert.Equal(0, (await clinic.VerbAsync("conflicts", "revert", "1")).ExitCode);
        await partner.Log.WaitAsync(pushes => pushes[^1].Body.Contains("T11:00", StringComparison.Ordinal));
        var shown = await clinic.VerbAsync("conflicts", "show", "1", "--json");
        Assert.Equal("reverted", JsonSerializer.Deserialize<JsonElement>(shown.Output).GetProperty("state").GetString());
        Assert.Equal(0, (await clinic.VerbAsync("audit", "verify")).ExitCode);
    }

    private static async Task RingAsync(ClinicWorkspace clinic, string begin)
    {
        using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(clinic.Store + ".engine.json"));
        var secret = (await File.ReadAllTextAsync(clinic["secrets/lotus.doorbell"])).Trim();
        using var http = new HttpClient { BaseAddress = new Uri(file.RootElement.GetProperty("url").GetString()!) };
        using var body = new StringContent(
            JsonSerializer.Serialize(new { auth = secret, uid = 1, begin }), Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("/webhook/lotus_notes/slotChange", UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static async Task UntilOpenAsync(ClinicWorkspace clinic)
    {
        for (var tries = 0; tries < 50; tries++)
        {
            var list = await clinic.VerbAsync("conflicts", "list", "--json");
            if (JsonSerializer.Deserialize<JsonElement>(list.Output).GetArrayLength() == 1)
            {
                return;
            }
        }

        Assert.Fail("no conflict came");
    }
}
