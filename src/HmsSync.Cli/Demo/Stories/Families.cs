namespace HmsSync.Cli.Demo;

/// <summary>The families that book in the demo.</summary>
internal static class Families
{
    private const int SlotsADay = 12;

    /// <summary>The booking with this number: half an hour, from ten o'clock on, no two at the same time.</summary>
    public static Booking Booking(long number)
    {
        var start = new DateTime(2026, 12, 1, 10, 0, 0, DateTimeKind.Unspecified)
            .AddDays((number - 1) / SlotsADay).AddHours((number - 1) % SlotsADay);
        return new Booking(
            number,
            string.Create(CultureInfo.InvariantCulture, $"CID-{41 + number}"),
            Text(start),
            Text(start.AddMinutes(30)),
            string.Create(CultureInfo.InvariantCulture, $"WIC visit {number}"));
    }

    private static string Text(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);
}
