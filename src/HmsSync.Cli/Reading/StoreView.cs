using HmsSync.Cli.Shell;
using HmsSync.Configuration;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Reading;
using Microsoft.Data.Sqlite;

namespace HmsSync.Cli.Reading;

/// <summary>The store, opened read-only: what reading commands show when no engine runs. Same form as the engine's answers.</summary>
internal sealed class StoreView : IDisposable
{
    private readonly EnginePlan _plan;

    private StoreView(EnginePlan plan, StoreReader reader)
    {
        _plan = plan;
        Reader = reader;
    }

    public StoreReader Reader { get; }

    /// <exception cref="CommandFailedException">There is no store, or it cannot be read.</exception>
    public static StoreView Open(EnginePlan plan)
    {
        if (!File.Exists(plan.StorePath))
        {
            throw CommandFailedException.Unreachable(
                $"there is no store {plan.StorePath} yet, and no engine runs: `hms-sync run` makes it.");
        }

        SqliteConnection? connection = null;
        try
        {
            connection = StorePlace.File(plan.StorePath).OpenReader();
            return Checked(plan, new StoreReader(connection));
        }
        catch (SqliteException fault)
        {
            connection?.Dispose();
            throw CommandFailedException.Unreachable($"the store {plan.StorePath} cannot be read: {fault.Message}");
        }
    }

    public object Status() => StoreStatus.Of(_plan, Reader);

    public object Partners() => StoreStatus.Partners(_plan, Reader);

    public object Parked(string? partner) => StoreRows.Parked(Reader, partner);

    /// <exception cref="CommandFailedException">There is none with that id.</exception>
    public object ParkedOne(long id) => StoreRows.ParkedOne(Reader, id);

    public object Conflicts(bool all) => StoreRows.Conflicts(Reader, all);

    public object Events(EventFilter wanted, long? after) => StoreEvents.Of(Reader, wanted, after);

    public object Audit(AuditFilter wanted) => StoreAudit.Of(Reader, wanted);

    public void Dispose() => Reader.Dispose();

    private static StoreView Checked(EnginePlan plan, StoreReader reader)
    {
        var version = reader.Prepared("PRAGMA user_version").Scalar() ?? 0;
        if (version == Schema.Version)
        {
            return new StoreView(plan, reader);
        }

        reader.Dispose();
        throw CommandFailedException.Unreachable(string.Create(
            CultureInfo.InvariantCulture,
            $"the store {plan.StorePath} has form {version}; this hms-sync reads form {Schema.Version}."));
    }
}
