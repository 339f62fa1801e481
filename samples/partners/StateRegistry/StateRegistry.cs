namespace HmsSync.Partners;

/// <summary>The state's registry of rules, which takes filings in batches: see the README of this project.</summary>
public static class StateRegistry
{
    /// <summary>
    /// Runs until <paramref name="stop"/>; prints its address on a line of its own once it listens, then a line for each call.
    /// </summary>
    /// <exception cref="IOException">The file cannot be opened, another registry has it, or the address is taken.</exception>
    /// <exception cref="InvalidDataException">The file is damaged before its last line.</exception>
    public static async Task RunAsync(RegistrySettings settings, TextWriter output, CancellationToken stop)
    {
        using var filings = new RegistryFilings(settings.DataFile);
        var routes = new RegistryRoutes(filings, settings.Token, new CallScreen(output));
        await using var server = await PartnerServer.StartAsync(settings.Url, routes.MapTo);
        await output.WriteLineAsync(server.Url.AbsoluteUri.TrimEnd('/'));
        await Stopped.WaitAsync(stop);
    }
}
