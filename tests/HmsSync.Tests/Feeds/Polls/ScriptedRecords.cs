using System.Text;
using HmsSync.Sdk;

namespace HmsSync.Tests.Feeds.Polls;

/// <summary>A partner's records as the test scripts them.</summary>
internal sealed class ScriptedRecords : PartnerAdapter
{
    /// <summary>Every question, in order: <c>pull CURSOR</c> or <c>list CURSOR</c>.</summary>
    public List<string> Asked { get; } = [];

    public Func<string, PageOutcome> Pull { get; set; } = _ => PageOutcome.Page([], null);

    public Func<string, PageOutcome> List { get; set; } = _ => PageOutcome.Page([], null);

    /// <summary>Runs after each question was taken, before it is answered.</summary>
    public Func<CancellationToken, Task> Meanwhile { get; set; } = _ => Task.CompletedTask;

    public RecordCapabilities Can { get; set; } = RecordCapabilities.Changes | RecordCapabilities.List;

    public static PartnerRecord Item(string json, bool deleted = false, DateTimeOffset? changedAt = null)
        => new() { Fields = Encoding.UTF8.GetBytes(json), Deleted = deleted, ChangedAt = changedAt };

    public static PageOutcome Page(string? next, params string[] items) => PageOutcome.Page([.. items.Select(i => Item(i))], next);

    public static PageOutcome Failing(FailureKind kind = FailureKind.Unavailable, TimeSpan? retryAfter = null)
        => PageOutcome.Failed(PushOutcome.Failed(kind, "http_503", 503, retryAfter, "busy"));

    public override RecordCapabilities Capabilities(string table) => Can;

    public override Task<PushOutcome> PushAsync(PushRequest request, CancellationToken deadline) => throw new NotSupportedException();

    public override async Task<PageOutcome> PullAsync(PageQuery query, CancellationToken deadline)
    {
        Asked.Add($"pull {query.Cursor}");
        await Meanwhile(deadline);
        return Pull(query.Cursor);
    }

    public override async Task<PageOutcome> ListAsync(PageQuery query, CancellationToken deadline)
    {
        Asked.Add($"list {query.Cursor}");
        await Meanwhile(deadline);
        return List(query.Cursor);
    }
}
