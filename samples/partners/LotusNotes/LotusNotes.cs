namespace HmsSync.Partners;

/// <summary>The Lotus Notes calendar gateway of a field office: see the README of this project.</summary>
public static class LotusNotes
{
    /// <summary>Runs until <paramref name="stop"/>; prints its address on a line of its own once it listens.</summary>
    /// <param name="url">Where to listen; port 0 takes a free one.</param>
    /// <param name="token">What callers of <c>/api</c> must bear.</param>
    /// <param name="doorbellUrl">Where to ring, whole: <c>http://…/webhook/lotus_notes/slotChange</c>.</param>
    /// <param name="doorbellSecret">Goes into the field <c>auth</c> of every ring.</param>
    /// <param name="dataFile">JSON lines; made when it is not there.</param>
    /// <param name="stop">Ends the gateway; nothing acknowledged is lost.</param>
    /// <exception cref="IOException">The file cannot be opened, another gateway has it, or the address is taken.</exception>
    /// <exception cref="InvalidDataException">The file is damaged before its last line.</exception>
    public static Task RunAsync(
        string url, string token, string doorbellUrl, string doorbellSecret, string dataFile, CancellationToken stop)
        => RunAsync(
            new LotusSettings(url, token, new Uri(doorbellUrl), doorbellSecret, dataFile),
            Console.Out,
            TimeProvider.System,
            stop);

    internal static async Task RunAsync(
        LotusSettings settings, TextWriter output, TimeProvider clock, CancellationToken stop)
    {
        await using var gateway = await LotusGateway.StartAsync(settings, clock);
        await output.WriteLineAsync(gateway.Url.AbsoluteUri.TrimEnd('/'));
        await gateway.RingAsync(stop);
    }
}
