using System.Text.Json;

namespace HmsSync.Cli.Demo;

/// <summary>
/// The story of the WIC clinic: families book in the hub, clerks keep a Lotus Notes calendar; the calendar goes away and comes
/// back; what clerks do is in the hub; nobody hears his own words again; and when both want different things, or the same thing, one
/// stands and the other is told.
/// </summary>
internal sealed class WicStory(DemoStage stage, DemoSteps steps, CancellationToken stop)
{
    private const string Lane = "lotus_notes";
    private const string LaneBack = "hms/lotus_notes";
    private const string NewStart = "2026-12-01T15:00";
    private const string NewEnd = "2026-12-01T15:30";

    private static readonly Booking Disputed = Families.Booking(5);
    private static readonly (string Start, string End, string Subject) ByClerk
        = ("2026-12-01T18:00", "2026-12-01T18:30", "WIC visit 4, twins");

    private const string ByFamily = "WIC visit 4, bring the card";
    private long _walkIn;

    public async Task PlayAsync()
    {
        await steps.PlayAsync("a family books an appointment in the hub", BookAsync);
        await steps.PlayAsync("the calendar goes away, and three more families book", BookWhileAwayAsync);
        await steps.PlayAsync("the calendar comes back", ComeBackAsync);
        await steps.PlayAsync("a clerk cancels an appointment in the calendar", CancelAsync);
        await steps.PlayAsync("a clerk moves an appointment in the calendar", MoveAsync);
        await steps.PlayAsync("nothing comes back to who said it", NoEchoAsync);
        await steps.PlayAsync("with the line cut, both change one appointment, and both book one slot", DisagreeAsync);
        await steps.PlayAsync("the line is back: one has the slot, and the other is told where it booked", OneHasTheSlotAsync);
        await steps.PlayAsync("both changes of the appointment stand; where both changed a field, the rule decides", RuleDecidesAsync);
    }

    private async Task<Seen> BookAsync()
    {
        await stage.DeskAsync(new DeskCommand { Book = Families.Booking(1) });
        var entry = await stage.UntilAsync("appointment 1 in the calendar", () => stage.Clerk.EntryAsync(1, stop));
        return new Seen(entry.Begin == Families.Booking(1).Start, $"hub: 1 booked; calendar: {Words(entry)}");
    }

    private async Task<Seen> BookWhileAwayAsync()
    {
        await stage.QuietAsync(DemoPartner.Lotus);
        await stage.TakeAwayAsync(DemoPartner.Lotus);
        foreach (var id in new long[] { 2, 3, 4 })
        {
            await stage.DeskAsync(new DeskCommand { Book = Families.Booking(id) });
        }

        var lane = await stage.HeldAsync(DemoPartner.Lotus, 3);
        return new Seen(true, $"hub: 2, 3, 4 booked; calendar: gone; status: {lane}");
    }

    private async Task<Seen> ComeBackAsync()
    {
        await stage.OpenAsync(DemoPartner.Lotus);
        var entries = await stage.UntilAsync("all four appointments in the calendar", async () =>
        {
            var all = await stage.Clerk.EntriesAsync(stop);
            return all.Count == 4 ? all : null;
        });
        var inOrder = entries.Select(e => (e.Uid, e.PartnerSeq)).SequenceEqual([(1, 1), (2, 2), (3, 3), (4, 4)]);
        return new Seen(inOrder, $"calendar: {string.Join(", ", entries.Select(e => $"{e.Uid} (partner_seq {e.PartnerSeq})"))}");
    }

    private async Task<Seen> CancelAsync()
    {
        await stage.Clerk.CancelAsync(3, stop);
        var row = await InHubAsync("appointment 3 cancelled in the hub", 3, row => row.Status == "cancelled");
        return new Seen(row.Start == Families.Booking(3).Start, $"calendar: 3 taken out; hub: 3 {row.Status}");
    }

    private async Task<Seen> MoveAsync()
    {
        await stage.Clerk.MoveAsync(2, NewStart, NewEnd, stop);
        var row = await InHubAsync("appointment 2 moved in the hub", 2, row => row.Start == NewStart);
        return new Seen(
            row is { End: NewEnd, Status: "booked" } && row.Subject == Families.Booking(2).Subject,
            $"calendar: 2 moved to {NewStart}; hub: 2 {row.Start} to {row.End}, {row.Status}");
    }

    private async Task<Seen> NoEchoAsync()
    {
        var agreed = await stage.UntilAsync("both lanes to be quiet", QuietAsync);
        var entries = await stage.Clerk.EntriesAsync(stop);
        var moved = entries.Single(e => e.Uid == 2);
        var untouched = moved is { PartnerSeq: 2, Begin: NewStart } && entries.All(e => e.Uid != 3) && entries.Count == 3;
        return new Seen(
            untouched,
            $"calendar: 2 still as the clerk wrote it (last push {moved.PartnerSeq}), 3 stays out; audit: {agreed.Count} agreed, no call");
    }

    private async Task<Seen> DisagreeAsync()
    {
        await stage.Engine.PauseAsync(Lane, stop);
        await stage.Clerk.ChangeAsync(4, ByClerk.Start, ByClerk.End, ByClerk.Subject, stop);
        await stage.DeskAsync(new DeskCommand { Book = Disputed, Amend = new Amendment(4, ByFamily) });
        _walkIn = await stage.Clerk.EnterAsync(Disputed.Start, Disputed.End, "walk-in", stop);
        await stage.UntilAsync(
            "the clerk's words in the journal", async () => await stage.Engine.LagAsync(LaneBack, stop) >= 2 ? this : null);
        return new Seen(
            true,
            $"hub: 4 '{ByFamily}', {Disputed.Id} booked at {Disputed.Start}\n"
                + $"calendar: 4 '{ByClerk.Subject}' at {ByClerk.Start}, {_walkIn} entered at {Disputed.Start}");
    }

    private async Task<Seen> OneHasTheSlotAsync()
    {
        await stage.Engine.ResumeAsync(Lane, stop);
        var loser = await InHubAsync("the walk-in cancelled in the hub", _walkIn, row => row.Status == "cancelled");
        await stage.UntilAsync("the walk-in out of the calendar, and the family's in", async () =>
        {
            var all = await stage.Clerk.EntriesAsync(stop);
            return all.Exists(e => e.Uid == Disputed.Id) && !all.Exists(e => e.Uid == _walkIn) ? all : null;
        });
        var winner = await stage.ShowAsync(Disputed.Id);
        var row = await ConflictAsync("status", _walkIn);
        return new Seen(
            winner.Status == "booked" && loser.Start == Disputed.Start,
            $"hub: {Disputed.Id} {winner.Status}, {_walkIn} {loser.Status}; calendar: {Disputed.Id} in, {_walkIn} struck out\n"
                + $"conflicts show {row.GetProperty("id")}: {row.GetProperty("why").GetString()}");
    }

    private async Task<Seen> RuleDecidesAsync()
    {
        var row = await InHubAsync("appointment 4 as both made it", 4, row => row.Start == ByClerk.Start);
        var entry = await stage.UntilAsync("the same in the calendar", async () =>
            await stage.Clerk.EntryAsync(4, stop) is { Title: ByFamily } found ? found : null);
        var conflict = await ConflictAsync("subject", 4);
        return new Seen(
            row is { Subject: ByFamily } && row.End == ByClerk.End && entry.Begin == ByClerk.Start
                && conflict.GetProperty("winner").GetString() == "hms",
            $"hub and calendar: 4 '{row.Subject}' {row.Start} to {row.End}\n"
                + $"conflicts show {conflict.GetProperty("id")}: {conflict.GetProperty("why").GetString()}");
    }

    /// <summary>As <c>conflicts show</c> has it.</summary>
    private async Task<JsonElement> ConflictAsync(string field, long id)
    {
        var found = await stage.UntilAsync($"the conflict about {field} of {id}", async () =>
            (await stage.Engine.ConflictsAsync(stop)).Where(row => row.GetProperty("field").GetString() == field
                && row.GetProperty("key").GetProperty("id").GetInt64() == id).ToList() is [var row] ? row.GetRawText() : null);
        return await stage.Engine.ConflictAsync(JsonElement.Parse(found).GetProperty("id").GetInt64(), stop);
    }

    /// <summary>The hub's own changes of 2 and 3 have been judged and found to be what the calendar already holds.</summary>
    private async Task<List<JsonElement>?> QuietAsync()
    {
        var lag = await stage.Engine.LagAsync(Lane, stop) + await stage.Engine.LagAsync(LaneBack, stop);
        var agreed = (await stage.Engine.AuditAsync(0, stop))
            .Where(row => row.GetProperty("participant").GetString() == Lane && row.GetProperty("outcome").GetString() == "agreed")
            .ToList();
        return lag == 0 && agreed.Count == 2 ? agreed : null;
    }

    private Task<Appointment> InHubAsync(string what, long id, Func<Appointment, bool> isSo)
        => stage.UntilAsync(what, async () => await stage.ShowAsync(id) is var row && isSo(row) ? row : null);

    private static string Words(LotusEntry entry) => $"{entry.Uid} '{entry.Title}' {entry.Begin} to {entry.Close}";
}
