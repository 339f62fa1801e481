using System.Collections.Frozen;

namespace HmsSync.Views;

/// <summary>Every view there is: the operator's and one for each partner.</summary>
internal sealed class EventViews(LiveView hub, IEnumerable<KeyValuePair<string, LiveView>> partners)
{
    private readonly FrozenDictionary<string, LiveView> _partners = partners.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The whole journal in hub words.</summary>
    public LiveView Operator => hub;

    /// <summary>What the partner is owed; null: no partner has this name.</summary>
    public LiveView? Find(string partner) => _partners.GetValueOrDefault(partner);

    /// <summary>Something was journaled; short, never throws.</summary>
    public void Wake()
    {
        hub.Wake();
        foreach (var partner in _partners.Values)
        {
            partner.Wake();
        }
    }

    /// <summary>Sends all clients away.</summary>
    public Task StopAsync() => Task.WhenAll([hub.StopAsync(), .. _partners.Values.Select(p => p.StopAsync())]);
}
