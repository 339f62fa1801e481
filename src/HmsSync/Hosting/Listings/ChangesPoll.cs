using HmsSync.Changes;
using HmsSync.Feeds.Polls;
using HmsSync.Sdk;

namespace HmsSync.Hosting.Listings;

/// <summary>Reads a partner's changes, and lists again what it has as long as a lost cursor asks for it.</summary>
internal sealed class ChangesPoll(PollRound changes, CursorLoss? loss, TimeProvider clock) : IPollRound
{
    public bool IsListing => loss?.IsListing is true;

    public string? Note => loss?.Note;

    public async Task<PushOutcome?> RunAsync(CancellationToken stop)
        => await changes.RunAsync(stop) is { } failure ? failure
            : loss is null ? null
            : await loss.GoOnAsync(EventTime.From(clock.GetUtcNow()), stop);

    public Task<PushOutcome?> SkipAsync(CancellationToken stop) => changes.SkipAsync(stop);
}
