namespace HmsSync.Partners;

/// <summary>The national invasive species index, which listens to the event stream: see the README of this project.</summary>
public static class SpeciesIndex
{
    /// <summary>
    /// Runs until <paramref name="stop"/>; prints its address on a line of its own once it listens, then a line for each event.
    /// </summary>
    /// <exception cref="IOException">The file cannot be opened, another index has it, or the address is taken.</exception>
    /// <exception cref="InvalidDataException">The file is damaged before its last line.</exception>
    public static async Task RunAsync(SpeciesSettings settings, TextWriter output, TimeProvider clock, CancellationToken stop)
    {
        await using var desk = await SpeciesDesk.StartAsync(settings, output, clock);
        await output.WriteLineAsync(desk.Url.AbsoluteUri.TrimEnd('/'));
        await desk.FollowAsync(stop);
    }
}
