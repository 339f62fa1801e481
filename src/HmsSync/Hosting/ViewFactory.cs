using HmsSync.Configuration;
using HmsSync.Deliver;
using HmsSync.Stores.Sqlite;
using HmsSync.Views;

namespace HmsSync.Hosting;

/// <summary>Makes the views of an engine from its plan.</summary>
internal static class ViewFactory
{
    public static EventViews All(EnginePlan plan, EngineSeams seams, Store store, LaneSetup setup, HubWords words)
    {
        var epoch = Cursor.EpochOf(store.Epoch);
        var logger = seams.Loggers.CreateLogger("HmsSync.Views");
        LiveView Live(EventView view) => new(view, seams.Clock, seams.Scheduler, logger);

        return new EventViews(
            Live(new OperatorView(store.Readers, epoch, words)),
            plan.Partners.Select(partner => KeyValuePair.Create(partner.Name.Name, Live(Of(partner)))));

        PartnerView Of(PartnerPlan partner)
        {
            var (lane, body) = setup.ToPartner[partner.Name];
            var keys = new IdempotencyKey(store.Epoch, partner.Name, body);
            return new PartnerView(store.Readers, epoch, lane, new PartnerShape(partner), keys.Write, words);
        }
    }
}
