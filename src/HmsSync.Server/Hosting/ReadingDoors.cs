using HmsSync.Hosting;
using HmsSync.Server.Access;
using HmsSync.Server.Replaying;
using HmsSync.Server.Streaming;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace HmsSync.Server.Hosting;

/// <summary><c>/replay</c> and <c>/stream</c>, and what both share: turns at the store, and the word to stop.</summary>
internal sealed class ReadingDoors : IDisposable
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    private readonly ReadTurns _turns = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ReplayDoor _replay;
    private readonly StreamDoor _stream;

    public ReadingDoors(Engine engine)
    {
        _replay = new ReplayDoor(engine.Views, _turns, engine.Clock, _stopping.Token);
        _stream = new StreamDoor(
            engine.Views, _turns, engine.Clock, engine.Meter, engine.Loggers.CreateLogger("HmsSync.Streams"), _stopping.Token);
        engine.Meter.StreamClients.Add(0);
    }

    public void Map(WebApplication app, Gate gate)
    {
        app.MapMethods("/replay", Methods, gate.Guard(Scopes.Replay, _replay.HandleAsync));
        app.MapMethods("/stream", Methods, gate.Guard(Scopes.Stream, _stream.HandleAsync));
    }

    /// <summary>Answers under way end where they are and say so; streams close within a beat.</summary>
    public Task StopAsync() => _stopping.CancelAsync();

    public void Dispose()
    {
        _turns.Dispose();
        _stopping.Dispose();
    }
}
