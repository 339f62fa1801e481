namespace HmsSync.Partners;

/// <summary>The bed scheduler of a county hospital: see the README of this project.</summary>
public static class Hospital
{
    /// <summary>
    /// Runs until <paramref name="stop"/>; prints its address on a line of its own once it listens, then a line for each call.
    /// </summary>
    /// <exception cref="IOException">The file cannot be opened, another scheduler has it, or the address is taken.</exception>
    /// <exception cref="InvalidDataException">The file is damaged before its last line.</exception>
    public static async Task RunAsync(HospitalSettings settings, TextWriter output, TimeProvider clock, CancellationToken stop)
    {
        await using var scheduler = await HospitalScheduler.StartAsync(settings, output, clock);
        await output.WriteLineAsync(scheduler.Url.AbsoluteUri.TrimEnd('/'));
        await scheduler.RingAsync(stop);
    }
}
