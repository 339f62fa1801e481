using System.Text.Json;
using HmsSync.Cli.Output;

namespace HmsSync.Cli.Demo;

/// <summary>The clerk's screen at the Lotus Notes calendar, over its own HTTP interface.</summary>
internal sealed class LotusScreen(Uri url, string token) : IDisposable
{
    private readonly EngineClient _http = EngineClient.Of(url, token);

    /// <summary>In order of arrival.</summary>
    public async Task<List<LotusEntry>> EntriesAsync(CancellationToken stop)
        => (await _http.GetAsync("/api/events", stop)).Deserialize<List<LotusEntry>>(JsonOut.Options) ?? [];

    public async Task<LotusEntry?> EntryAsync(long uid, CancellationToken stop)
        => (await EntriesAsync(stop)).FirstOrDefault(entry => entry.Uid == uid);

    /// <summary>Somebody walks in; the number that the calendar gives the entry.</summary>
    public async Task<long> EnterAsync(string begin, string close, string title, CancellationToken stop)
        => (await _http.PostAsync("/clerk/enter", new { begin, close, title }, stop)).GetProperty("uid").GetInt64();

    public Task CancelAsync(long uid, CancellationToken stop)
        => _http.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/clerk/cancel/{uid}"), null, stop);

    public Task MoveAsync(long uid, string begin, string close, CancellationToken stop)
        => _http.PostAsync(string.Create(CultureInfo.InvariantCulture, $"/clerk/change/{uid}"), new { begin, close }, stop);

    public Task ChangeAsync(long uid, string begin, string close, string title, CancellationToken stop)
        => _http.PostAsync(
            string.Create(CultureInfo.InvariantCulture, $"/clerk/change/{uid}"), new { begin, close, title }, stop);

    public void Dispose() => _http.Dispose();
}

/// <summary>An entry of the calendar, with the numbers of the push that last wrote it.</summary>
internal sealed record LotusEntry(long Uid, string Begin, string Close, string Title, long? Seq, long? PartnerSeq);
