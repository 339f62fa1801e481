using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs;
using HmsSync.Lanes;
using HmsSync.Lanes.Claims;
using HmsSync.Resolve.Claims;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;
using Microsoft.Extensions.Logging;

namespace HmsSync.Hosting.Overlaps;

/// <summary>
/// When a claim is new, or says something else than before, records that overlap already are not judged; nor are those that came
/// while changes of the hub were missed. They are listed for a person: one open conflict each, written once.
/// </summary>
internal sealed partial class OlderOverlaps(
    EnginePlan plan,
    int lane,
    IHubRecords hub,
    RecordRequests requests,
    AsyncSignal readAnew,
    LinkTools links,
    Store store,
    TimeProvider clock,
    ILogger logger)
{
    /// <summary>Invariant 11: overlaps of one claim that are listed; of the others it is told how many there are.</summary>
    public const int Most = 1_000;

    /// <summary>Invariant 11: records that are held in memory at once; of more, the places are read in several turns.</summary>
    private const int PerTurn = 100_000;

    private const int PageSize = 500;

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(10);

    public async Task RunAsync(CancellationToken stop)
    {
        await using var ends = stop.UnsafeRegister(static signal => ((AsyncSignal)signal!).Set(), readAnew);
        try
        {
            while (true)
            {
                await ListAllAsync(stop);
                await readAnew.WaitAsync();
                stop.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Asked to stop: it is done after the restart.
        }
    }

    private async Task ListAllAsync(CancellationToken stop)
    {
        foreach (var (table, conflicts) in plan.Conflicts)
        {
            foreach (var claim in conflicts.Claims)
            {
                while (!await TryListAsync(table, conflicts, claim, stop))
                {
                    await Task.Delay(Again, clock, stop);
                }
            }
        }
    }

    private async Task<bool> TryListAsync(string table, ConflictPlan conflicts, ClaimPlan claim, CancellationToken stop)
    {
        try
        {
            if (store.Readers.Read(reader => reader.Links.OverlapsOwed(table, claim.Name)) is { } missed)
            {
                await ListAsync(table, conflicts, claim, missed, stop);
            }

            return true;
        }
        catch (Exception fault) when (fault is HubStoppedException or StoreUnavailableException { Code: not "store_closed" })
        {
            LogLater(claim.Name, table, fault.Message);
            return false;
        }
    }

    private async Task ListAsync(string table, ConflictPlan conflicts, ClaimPlan claim, Seq missed, CancellationToken stop)
    {
        var count = 0L;
        await WalkAsync(table, claim, _ => count++, stop);
        var turns = (UInt128)(ulong)((count / PerTurn) + 1);
        var found = new List<(Claimant Who, Claimant Other)>();
        var more = 0L;
        for (var turn = UInt128.Zero; turn < turns; turn++)
        {
            var finder = new OverlapFinder(claim, conflicts.Clock);
            await WalkAsync(
                table,
                claim,
                record =>
                {
                    if (finder.PlaceOf(record.Fields.Span) % turns == turn)
                    {
                        finder.Add(record.Key, record.Fields.Span);
                    }
                },
                stop);
            foreach (var overlap in finder.Overlaps())
            {
                if (found.Count < Most)
                {
                    found.Add(overlap);
                }
                else
                {
                    more++;
                }
            }
        }

        await WriteAsync(table, claim, missed, found, more, stop);
    }

    private async Task WalkAsync(string table, ClaimPlan claim, Action<HubRecord> take, CancellationToken stop)
    {
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await hub.ListAsync(table, cursor, PageSize, stop);
            foreach (var record in page.Records.Where(r => claim.IsClaimedBy(r.Fields.Span)))
            {
                take(record);
            }

            cursor = page.Next;
        }
    }

    private async Task WriteAsync(
        string table, ClaimPlan claim, Seq missed, List<(Claimant Who, Claimant Other)> found, long more, CancellationToken stop)
    {
        // Twice: what came while it was read is judged when the feed shows it, and what is gone has nothing that says how old it was.
        var old = await OldAsync(table, claim, missed, found);
        var still = new List<(Claimant Who, Claimant Other)>();
        foreach (var overlap in old)
        {
            if (await StandsAsync(table, claim, overlap.Who, stop) && await StandsAsync(table, claim, overlap.Other, stop))
            {
                still.Add(overlap);
            }
        }

        var rows = (await OldAsync(table, claim, missed, still))
            .ConvertAll(o => (o.Who.Key, ClaimLosing.Overlapping(claim, o.Who, o.Other, missed.Value > 0)));
        await store.Writer.CommitAsync(new OverlapsWork(EventTime.From(clock.GetUtcNow()), lane, table, rows, claim.Name, missed));
        if (rows.Count > 0)
        {
            LogListed(claim.Name, table, rows.Count, more);
        }
    }

    /// <summary>Invariant 7: nothing is taken for old before the feed has passed all that was read.</summary>
    private async Task<List<(Claimant Who, Claimant Other)>> OldAsync(
        string table, ClaimPlan claim, Seq missed, List<(Claimant Who, Claimant Other)> overlaps)
    {
        if (overlaps.Count > 0 && !await requests.AskAsync(0, []))
        {
            throw new HubStoppedException("hub_feed", "The hub's feed stands still.", "hms-sync status");
        }

        return overlaps.FindAll(o => IsNobodyJudged(Claimed(table, claim, o.Who), Claimed(table, claim, o.Other), missed));
    }

    /// <summary>What came since is held against all that stands there; what was seen before it, against what was seen then.</summary>
    private static bool IsNobodyJudged(ClaimedRow? one, ClaimedRow? other, Seq missed)
        => (IsOld(one) || IsOld(other)) && (IsOld(one) || one!.Seq < missed) && (IsOld(other) || other!.Seq < missed);

    private static bool IsOld(ClaimedRow? claimed) => claimed is not { At.Micros: > 0 };

    private ClaimedRow? Claimed(string table, ClaimPlan claim, Claimant who) => links.Claimed(table, who.Key, claim.Name);

    /// <summary>It is still there, and wants what it wanted.</summary>
    private async Task<bool> StandsAsync(string table, ClaimPlan claim, Claimant who, CancellationToken stop)
        => await hub.ReadAsync(table, who.Key, stop) is { } now
            && claim.IsClaimedBy(now.Span)
            && claim.Where.All(column => JsonFields.Find(now.Span, column).SequenceEqual(JsonFields.Find(who.Fields.Span, column)));

    [LoggerMessage(2301, LogLevel.Warning,
        "Claim {Claim} of {Table}: {Listed} records overlap that nobody has judged; hms-sync conflicts list shows them ({More} more do)")]
    private partial void LogListed(string claim, string table, int listed, long more);

    [LoggerMessage(2302, LogLevel.Warning, "Claim {Claim} of {Table}: older overlaps cannot be listed yet: {What}")]
    private partial void LogLater(string claim, string table, string what);
}
