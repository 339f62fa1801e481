namespace HmsSync.Partners;

/// <summary>The Lotus Notes calendar gateway of a field office: see the README of this project.</summary>
public static class LotusNotes
{
    /// <summary>
    /// Runs until <paramref name="stop"/>; prints its address on a line of its own once it listens, then a line for each call.
    /// </summary>
    /// <exception cref="IOException">The file cannot be opened, another gateway has it, or the address is taken.</exception>
    /// <exception cref="InvalidDataException">The file is damaged before its last line.</exception>
    public static async Task RunAsync(LotusSettings settings, TextWriter output, TimeProvider clock, CancellationToken stop)
    {
        await using var gateway = await LotusGateway.StartAsync(settings, output, clock);
        await output.WriteLineAsync(gateway.Url.AbsoluteUri.TrimEnd('/'));
        await gateway.RingAsync(stop);
    }
}
