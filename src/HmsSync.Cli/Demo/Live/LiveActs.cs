using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Demo;

/// <summary>What the keys do.</summary>
internal sealed class LiveActs(DemoStage stage, CancellationToken stop)
{
    private static readonly string[] Regions = ["north_ridge", "lake_district", "south_valley"];

    private long _rules;
    private long _appointments;

    /// <summary>Says what was done, or why it could not be; null: the key does nothing.</summary>
    public async Task<string?> DoAsync(char key)
    {
        try
        {
            return key switch
            {
                'r' => await PublishAsync(),
                'b' => await BookAsync(),
                'h' => await TurnAsync(DemoPartner.Hospital),
                's' => await TurnAsync(DemoPartner.Species),
                'c' => await CancelBedAsync(),
                'm' => await MoveAsync(),
                'd' => await DoubleBookAsync(),
                _ => null,
            };
        }
        catch (EngineAwayException)
        {
            return "it is away: nobody answers there";
        }
        catch (CommandFailedException refused)
        {
            return refused.Message;
        }
    }

    private async Task<string> PublishAsync()
    {
        var id = ++_rules;
        var rule = new Rule(
            id, "ICU beds for burn victims", "Hospital", Regions[(id - 1) % Regions.Length], (int)(8 + (id * 2 % 12)), "2026-12-01");
        await stage.DeskAsync(new DeskCommand { Publish = [rule] });
        return string.Create(
            CultureInfo.InvariantCulture,
            $"hub: rule {id} published: hospitals hold {rule.MinIcuBeds} ICU beds, region {rule.Region}");
    }

    private async Task<string> BookAsync()
    {
        var id = ++_appointments;
        await stage.DeskAsync(new DeskCommand { Book = Families.Booking(id) });
        return string.Create(CultureInfo.InvariantCulture, $"hub: appointment {id} booked");
    }

    /// <summary>In one moment: who wins is for the claim to say.</summary>
    private async Task<string> DoubleBookAsync()
    {
        var booking = Families.Booking(++_appointments);
        var walkIn = stage.Clerk.EnterAsync(booking.Start, booking.End, "walk-in", stop);
        await Task.WhenAll(stage.DeskAsync(new DeskCommand { Book = booking }), walkIn);
        var uid = await walkIn;
        return string.Create(
            CultureInfo.InvariantCulture, $"hub: {booking.Id} at {booking.Start}; calendar: {uid} at the same time; one of them stays");
    }

    private async Task<string> TurnAsync(DemoPartner partner)
    {
        if (stage.IsOpen(partner))
        {
            await stage.TakeAwayAsync(partner);
            return $"{partner.Title} is gone (kill -9); publish a rule and see its lane";
        }

        await stage.OpenAsync(partner);
        return $"{partner.Title} is back";
    }

    private async Task<string> CancelBedAsync()
    {
        await stage.Ward.CancelAsync(stop);
        return "hospital: a patient does not come; it rings the doorbell";
    }

    private async Task<string> MoveAsync()
    {
        if ((await stage.Clerk.EntriesAsync(stop)).FirstOrDefault() is not { } entry)
        {
            return "the calendar is empty: book first";
        }

        var (begin, close) = (Later(entry.Begin), Later(entry.Close));
        await stage.Clerk.MoveAsync(entry.Uid, begin, close, stop);
        return string.Create(CultureInfo.InvariantCulture, $"calendar: a clerk moves {entry.Uid} to {begin}; the hub will have it");
    }

    private static string Later(string time)
        => DateTime.Parse(time, CultureInfo.InvariantCulture).AddMinutes(30).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);
}
