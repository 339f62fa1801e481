using System.Text.Json;

namespace HmsSync.Cli.Demo;

/// <summary>
/// The story of the wildfire: a rule fans out to who it concerns, each in its own way; the hospital goes away and misses nothing;
/// and when a patient does not come, those who want to know hear of it.
/// </summary>
internal sealed class WildfireStory(DemoStage stage, DemoSteps steps, TimeProvider clock, CancellationToken stop)
{
    private const string Title = "ICU beds for burn victims";
    private const string Day = "2026-12-01";

    private long _awaySince;

    public async Task PlayAsync()
    {
        await steps.PlayAsync("a rule is published: hospitals hold 10 ICU beds", PublishAsync);
        await steps.PlayAsync("a rule for clinics passes the hospital by", OtherScopeAsync);
        await steps.PlayAsync("a rule is published and amended twice at once", AmendAsync);
        await steps.PlayAsync("the hospital goes away, and another rule is published", PublishWhileAwayAsync);
        await steps.PlayAsync("the hospital comes back", ComeBackAsync);
        await steps.PlayAsync("the hospital asks what it has missed: GET /replay?since=", ReplayAsync);
        await steps.PlayAsync("a patient does not come, and the hospital rings", RingAsync);
        await steps.PlayAsync("the species index loses its stream, and a rule is published", LoseStreamAsync);
        await steps.PlayAsync("the species index connects again", ResumeAsync);
    }

    private async Task<Seen> PublishAsync()
    {
        await PublishAsync(new Rule(1, Title, "Hospital", "north_ridge", 10, Day));
        var held = await HeldAsync(1, 10);
        var paused = await PausedAsync(1, 2);
        var calls = await CallsAsync(1, 1);
        return new Seen(
            held is { Priority: "HIGH", Start: Day } && calls.Count == 1,
            $"hub: rule 1 published; hospital: {calls[0]}\nhospital: {await stage.Ward.WardAsync(stop)}; species index: {paused}");
    }

    private async Task<Seen> OtherScopeAsync()
    {
        await PublishAsync(new Rule(2, "masks in clinics", "Clinic", "lake_district", 0, Day));
        var paused = await PausedAsync(2, 1);

        // Who is owed an event is decided in the commit that takes it: what the index has, the hospital's lane has passed.
        await stage.QuietAsync(DemoPartner.Hospital);
        var ward = await stage.Ward.WardAsync(stop);
        return new Seen(
            ward.Reservations.Count == 1,
            $"hub: rule 2 published; species index: {paused}; hospital: nothing owed, still {ward.Held} held");
    }

    private async Task<Seen> AmendAsync()
    {
        var first = new Rule(3, "burn beds, day two", "Hospital", "lake_district", 6, Day);
        await PublishAsync(first, first with { MinIcuBeds = 7 }, first with { MinIcuBeds = 8 });
        await HeldAsync(3, 8);
        var calls = await CallsAsync(3, 3);
        var filings = await stage.UntilAsync("rules 1, 2 and 3 in the registry", async () =>
        {
            var all = await stage.Registry.FilingsAsync(stop);
            return all.Count == 3 ? all : null;
        });
        var third = filings.Single(f => f.Number == "3");
        var filed = string.Join(", ", filings.Select(f => $"{f.Number} ({f.IcuBeds} beds)"));
        return new Seen(
            calls.Count == 3 && third is { IcuBeds: 8, Edition: 1 },
            $"hospital: told {calls.Count} times, holds for 8; state registry, by batch: {filed}; rule 3 filed once, as it stands now");
    }

    private async Task<Seen> PublishWhileAwayAsync()
    {
        await stage.QuietAsync(DemoPartner.Hospital);
        await stage.TakeAwayAsync(DemoPartner.Hospital);
        _awaySince = clock.GetUtcNow().ToUnixTimeMilliseconds();
        await PublishAsync(new Rule(4, Title, "Hospital", "south_valley", 14, Day));
        var paused = await PausedAsync(4, 2);
        var lane = await stage.HeldAsync(DemoPartner.Hospital, 1);
        return new Seen(true, $"hub: rule 4 published; hospital: gone; status: {lane}; species index, not held up: {paused}");
    }

    private async Task<Seen> ComeBackAsync()
    {
        await stage.OpenAsync(DemoPartner.Hospital);
        await HeldAsync(4, 14);
        var calls = await CallsAsync(4, 1);
        var ward = await stage.Ward.WardAsync(stop);
        var numbers = ward.Reservations.Select(r => r.PartnerSeq).ToList();
        return new Seen(
            numbers.SequenceEqual([1, 4, 5]) && ward.Held == 14,
            $"hospital: {calls[^1]}\nhospital: {ward}; partner_seq {string.Join(", ", numbers)} of its rules: no hole");
    }

    private async Task<Seen> ReplayAsync()
    {
        var missed = await stage.Engine.ReplayAsync(DemoPartner.Hospital.Name, _awaySince, stop);
        if (missed.Count != 1)
        {
            return new Seen(false, $"engine: {missed.Count} events instead of the one that was missed");
        }

        var (e, data) = (missed[0], missed[0].GetProperty("data"));
        return new Seen(
            e.GetProperty("topic").GetString() == "rule.published"
                && e.GetProperty("partner_seq").GetInt64() == 5
                && data.GetProperty("rule").GetInt64() == 4 && data.GetProperty("bedCap").GetInt32() == 14,
            $"engine: 1 event, partner_seq {e.GetProperty("partner_seq")}, {e.GetProperty("topic")} {data.GetRawText()}");
    }

    private async Task<Seen> RingAsync()
    {
        await stage.Ward.CancelAsync(stop);
        var free = (await stage.Ward.WardAsync(stop)).Free;
        var heard = await stage.UntilAsync("the species index to hear of the bed", async () =>
            (await stage.Index.HeardAsync(stop)).FirstOrDefault(e => e.Topic == "hospital.bedChange"));
        var journaled = (await stage.Engine.EventsAsync("hospital.bedChange", stop)).Single();
        return new Seen(
            heard.IcuBedsFree == free && journaled.GetProperty("source").GetString() == DemoPartner.Hospital.Name
                && journaled.GetProperty("data").GetProperty("bedsFree").GetInt32() == free,
            $"hospital: rang, {free} free; engine: hospital.bedChange {Text(journaled)}; species index: {heard.IcuBedsFree} free");
    }

    private async Task<Seen> LoseStreamAsync()
    {
        await stage.TakeAwayAsync(DemoPartner.Species);
        await PublishAsync(new Rule(5, "burn beds, day three", "Hospital", "north_ridge", 12, Day));
        await HeldAsync(5, 12);
        var calls = await CallsAsync(5, 1);
        return new Seen(
            calls.Count == 1, $"hub: rule 5 published; species index: gone; hospital, not held up: {calls[0]}");
    }

    private async Task<Seen> ResumeAsync()
    {
        await stage.OpenAsync(DemoPartner.Species);
        var paused = await PausedAsync(5, 2);
        var heard = (await stage.Index.HeardAsync(stop)).Select(e => e.PartnerSeq).ToList();
        return new Seen(
            heard.SequenceEqual(Enumerable.Range(1, heard.Count).Select(n => (long?)n)) && heard.Count == 8,
            $"species index: {paused}; heard partner_seq {string.Join(", ", heard)}: each once, no hole");
    }

    private Task<DeskAnswer> PublishAsync(params Rule[] rules) => stage.DeskAsync(new DeskCommand { Publish = rules });

    private Task<Reservation> HeldAsync(long rule, int beds)
        => stage.UntilAsync($"{beds} beds held for rule {rule}", async () =>
            await stage.Ward.ReservationAsync(rule, stop) is { } held && held.BedCap == beds ? held : null);

    private async Task<string> PausedAsync(long rule, int surveys)
    {
        var paused = await stage.UntilAsync($"surveys paused by rule {rule}", async () =>
            await stage.Index.PausedByAsync(rule, stop) is var found && found.Count == surveys ? found : null);
        return $"{string.Join(", ", paused)} paused";
    }

    /// <summary>The calls for a rule, as the hospital's own screen shows them, once there are so many.</summary>
    private Task<List<string>> CallsAsync(long rule, int count)
    {
        var words = string.Create(CultureInfo.InvariantCulture, $"{{rule: {rule},");
        return stage.UntilAsync($"{count} calls for rule {rule} on the hospital's screen", () =>
        {
            var calls = stage.Calls.Lines
                .Where(line => line.Partner == DemoPartner.Hospital.Name && line.Text.Contains(words, StringComparison.Ordinal))
                .Select(line => line.Text).ToList();
            return Task.FromResult(calls.Count >= count ? calls : null);
        });
    }

    private static string Text(JsonElement e) => e.GetProperty("data").GetRawText();
}
