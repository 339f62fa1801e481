using HmsSync.Configuration;
using HmsSync.Hosting;
using HmsSync.Server.Access;
using Microsoft.AspNetCore.Builder;

namespace HmsSync.Server.Hosting;

/// <summary>Who may come in: keys, tokens, tickets, and the gate that asks for them.</summary>
internal sealed class AccessParts : IDisposable
{
    private readonly Engine _engine;
    private readonly KeyRing _ring;
    private readonly SigningKeys _signing;
    private readonly TokenDesk _desk;
    private readonly Tickets _tickets;

    /// <param name="engine">Has the store with the keys.</param>
    /// <param name="plan">As the user wrote it.</param>
    /// <param name="token">The operator's, of this run.</param>
    public AccessParts(Engine engine, ServerPlan plan, string token)
    {
        _engine = engine;
        _ring = new KeyRing(engine.Store, engine.Clock);
        _signing = new SigningKeys(engine.Store, engine.Clock);
        _desk = new TokenDesk(_ring, _signing, engine.Store.Epoch, engine.Clock);
        _tickets = new Tickets(engine.Clock);
        Gate = new Gate(plan, token, _desk, _tickets);
        Doorbells = new OwnTokens(_desk);
    }

    public Gate Gate { get; }

    public OwnTokens Doorbells { get; }

    public void Map(WebApplication app)
    {
        new AuthDoor(_desk, _tickets, _signing, _engine.Clock).Map(app, Gate);
        new KeysApi(
            _ring, _desk, _signing, name => _engine.Plan.Partners.Any(p => p.Name.Name == name), _engine.Clock,
            _engine.Loggers.CreateLogger("HmsSync.Access")).Map(app, Gate);
    }

    public void Dispose() => _signing.Dispose();
}
