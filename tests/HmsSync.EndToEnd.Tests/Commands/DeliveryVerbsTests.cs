using System.Text.Json;
using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.TwoWay;

namespace HmsSync.EndToEnd.Tests.Commands;

/// <summary>What an operator is shown of deliveries and of their tries, each command a process of its own.</summary>
public sealed class DeliveryVerbsTests
{
    [Fact]
    public async Task Each_delivery_is_listed_with_what_came_of_it_and_each_try_with_what_the_partner_said()
    {
        await using var partner = await CheckingPartner.StartAsync();
        using var clinic = await ClinicWorkspace.CreateAsync(partner.Url);
        var answer = 503;
        partner.Answer = push => push.Key == "{\"id\":2}" ? answer : 200;
        await using (var engine = await clinic.RunAsync())
        {
            await clinic.BookAsync(1);
            await clinic.BookAsync(2);
            await UntilAsync(clinic, ["--key", "2"], row => row.GetProperty("attempts").GetInt32() > 0);
            answer = 422;
            await UntilAsync(clinic, ["--key", "2"], row => State(row) == "parked");
            await UntilAsync(clinic, ["--key", "1"], row => State(row) == "delivered");

            var shown = await ShownAsync(clinic, (await ListAsync(clinic, "--key", "2"))[0]);
            var codes = shown.GetProperty("tries").EnumerateArray().Select(t => t.GetProperty("code").GetString()).ToList();
            Assert.Equal(("http_503", "http_422"), (codes[0], codes[^1]));
            Assert.Equal("WIC", shown.GetProperty("data").GetProperty("subject").GetString());
            Assert.Equal(0, await engine.StopAsync());
        }

        // The same without an engine; and what is not there is said so.
        var rows = await ListAsync(clinic);
        Assert.Equal(["parked", "delivered"], rows.OrderByDescending(r => r.GetProperty("seq").GetInt64()).Select(State));
        Assert.Equal("http_422", (await ShownAsync(clinic, rows.Single(r => State(r) == "parked"))).GetProperty("code").GetString());
        Assert.Empty(await ListAsync(clinic, "--until", "1h"));
        Assert.Equal(1, (await clinic.VerbAsync("deliveries", "show", "lotus_notes:99")).ExitCode);
        Assert.Equal(2, (await clinic.VerbAsync("deliveries", "list", "--key", "2")).ExitCode); // of which table?
    }

    private static string? State(JsonElement row) => row.GetProperty("state").GetString();

    private static async Task<List<JsonElement>> ListAsync(ClinicWorkspace clinic, params string[] filter)
    {
        string[] table = filter is ["--key", ..] ? ["--table", "appointments"] : [];
        return [.. (await JsonAsync(clinic, ["list", .. table, .. filter])).EnumerateArray()];
    }

    private static Task<JsonElement> ShownAsync(ClinicWorkspace clinic, JsonElement row)
        => JsonAsync(clinic, "show", row.GetProperty("id").GetString()!);

    private static Task<TimeSpan> UntilAsync(ClinicWorkspace clinic, string[] filter, Func<JsonElement, bool> isRight)
        => Seen.WhenAsync(
            $"deliveries {string.Join(' ', filter)}",
            () => ListAsync(clinic, filter),
            rows => rows.Count > 0 && isRight(rows[0]));

    private static async Task<JsonElement> JsonAsync(ClinicWorkspace clinic, params string[] command)
    {
        var run = await clinic.VerbAsync(["deliveries", .. command, "--json"]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return JsonElement.Parse(run.Output);
    }
}
