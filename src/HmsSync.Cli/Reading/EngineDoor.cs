using System.Text.Json;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Reading;

/// <summary>The way to the workspace's engine, for commands that need it and for those that can read the store instead.</summary>
internal static class EngineDoor
{
    /// <summary>Asks the engine; without one, reads the store.</summary>
    /// <param name="call">The command's call.</param>
    /// <param name="path">What the engine is asked.</param>
    /// <param name="fromStore">The same answer from the store, opened read-only.</param>
    public static async Task<JsonElement> ReadAsync(Call call, string path, Func<StoreView, object> fromStore)
    {
        using var engine = EngineClient.Find(call.Plan.StorePath);
        if (engine is not null)
        {
            try
            {
                return await engine.GetAsync(path, call.Stop);
            }
            catch (EngineAwayException)
            {
                // It died and left its file: what it had committed stands in the store.
            }
        }

        using var store = StoreView.Open(call.Plan);
        call.Screen.NoteOnce("no engine runs here: read from the store");
        return Output.JsonOut.Element(fromStore(store));
    }

    /// <summary>Runs something that only a running engine can do.</summary>
    /// <exception cref="CommandFailedException">There is none, or it refused.</exception>
    public static async Task<T> UseAsync<T>(Call call, Func<EngineClient, Task<T>> use)
    {
        using var engine = EngineClient.Find(call.Plan.StorePath) ?? throw NoEngine(call);
        try
        {
            return await use(engine);
        }
        catch (EngineAwayException)
        {
            throw NoEngine(call);
        }
    }

    private static CommandFailedException NoEngine(Call call)
        => CommandFailedException.Unreachable(
            $"no engine runs on the store {call.Plan.StorePath}. Start one: hms-sync run --config {call.ConfigPath}");
}
