using HmsSync.Changes;
using HmsSync.Feeds.Backfills;
using HmsSync.Feeds;

namespace HmsSync.Hosting.Control;

/// <summary>Where a person has a table read whole into lanes.</summary>
internal sealed class BackfillDesk(Engine engine)
{
    public bool HasTable(string table) => engine.Plan.Hub.Table(table) is not null;

    /// <summary>Whether the partner is told of the table at all.</summary>
    public bool IsTold(string partner, string table)
        => engine.Plan.Partners.Any(p => p.Name.Name == partner && p.Send.Any(route => route.On == table));

    /// <summary>Begins; one that runs already for the same begins again. Not ok: why it cannot.</summary>
    /// <param name="table">Hub table.</param>
    /// <param name="partner">Who alone is told; null: who the routes say.</param>
    public async Task<Resumption> BeginAsync(string table, string? partner)
    {
        var lane = partner is null ? 0 : engine.LaneTo(new Participant(partner))!.Plan.Id;
        return await engine.HubFeed.Orders.AskAsync(new HubOrder(BackfillRow.Asked, table, lane)) is { } refusal
            ? new Resumption(false, refusal.Code, $"{refusal.Message} {refusal.Remedy}")
            : new Resumption(true, BackfillRow.Asked, $"{table} is read whole into {partner ?? "all lanes that its routes name"}.");
    }
}
