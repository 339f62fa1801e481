using System.Text.Json;
using HmsSync.Cli.Output;

namespace HmsSync.Cli.Demo;

/// <summary>The registrar's screen at the state registry, over its own HTTP interface.</summary>
internal sealed class RegistryScreen(Uri url) : IDisposable
{
    private readonly EngineClient _http = EngineClient.Of(url, null);

    /// <summary>In order of arrival.</summary>
    public async Task<List<Filing>> FilingsAsync(CancellationToken stop)
        => (await _http.GetAsync("/filings", stop)).Deserialize<List<Filing>>(JsonOut.Options) ?? [];

    public void Dispose() => _http.Dispose();
}

/// <summary>A rule as it was filed; edition 2: it was filed once, and then changed.</summary>
internal sealed record Filing(string Number, string Title, int? IcuBeds, int Edition);
