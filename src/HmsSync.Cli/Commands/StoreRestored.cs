using HmsSync.Cli.Shell;
using HmsSync.Feeds;
using HmsSync.Hosting;
using HmsSync.Stores.Sqlite;

namespace HmsSync.Cli.Commands;

/// <summary>
/// <c>resume hms --after store_restored</c> without an engine: the store that was put back becomes another one before any engine
/// sends what it still owes under keys that were used.
/// </summary>
internal static class StoreRestored
{
    private const string Does
        = "The store gets a new epoch: no key of a delivery is used twice, cursors of listeners become gaps, and the audit stays one "
        + "chain. What the backup still owed goes out with the next start, also what had gone out since it was made; seq and "
        + "partner_seq go on where the backup ended. The hub is compared when you say this again with the engine running.";

    public static int Renew(Call call, bool yes)
    {
        var path = call.Plan.StorePath;
        if (!File.Exists(path))
        {
            throw CommandFailedException.Fault($"there is no store {path}: put it back first.");
        }

        call.Screen.Say(Does);
        Confirm.OrFail(call, yes, $"Make {path} a store of its own?");
        try
        {
            var epoch = StoreRenewal.Renew(StorePlace.File(path), Production.Random());
            call.Screen.Document(Output.JsonOut.Element(new { ok = true, epoch, does = Does }));
            call.Screen.Say($"epoch {epoch}; next: hms-sync run, then hms-sync resume hms --after {HubFeedLoop.StoreRestored}");
            return ExitCode.Done;
        }
        catch (StoreRefusedException refused)
        {
            throw CommandFailedException.Fault(refused.Message);
        }
    }

    /// <summary>An engine answers.</summary>
    public static async Task<bool> HasEngineAsync(Call call)
    {
        using var engine = EngineClient.Find(call.Plan.StorePath);
        try
        {
            return engine is not null && (await engine.GetAsync("/api/status", call.Stop)).ValueKind != default;
        }
        catch (EngineAwayException)
        {
            return false; // it died and left its file
        }
    }
}
