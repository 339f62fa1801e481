using HmsSync.Cli.Shell;
using HmsSync.Configuration;
using HmsSync.Hosting.Control;
using HmsSync.Server.Access;
using HmsSync.Stores.Sqlite;
using HmsSync.Views;
using Microsoft.Data.Sqlite;

namespace HmsSync.Cli.Reading;

/// <summary>The store, opened read-only: what reading commands show when no engine runs. Same form as the engine's answers.</summary>
internal sealed class StoreView : IDisposable
{
    private readonly EnginePlan _plan;
    private readonly HubWords _words;

    private StoreView(EnginePlan plan, StoreReaders readers)
    {
        _plan = plan;
        _words = new HubWords(plan.Partners);
        Readers = readers;
    }

    public StoreReaders Readers { get; }

    /// <exception cref="CommandFailedException">There is no store, or it cannot be read.</exception>
    public static StoreView Open(EnginePlan plan)
    {
        if (!File.Exists(plan.StorePath))
        {
            throw CommandFailedException.Unreachable(
                $"there is no store {plan.StorePath} yet, and no engine runs: `hms-sync run` makes it.");
        }

        var readers = new StoreReaders(StorePlace.File(plan.StorePath));
        try
        {
            CheckForm(plan, readers);
            return new StoreView(plan, readers);
        }
        catch (SqliteException fault)
        {
            readers.Dispose();
            throw CommandFailedException.Unreachable($"the store {plan.StorePath} cannot be read: {fault.Message}");
        }
        catch (CommandFailedException)
        {
            readers.Dispose();
            throw;
        }
    }

    public object Status() => Readers.Read(reader => StoredStatus.Of(_plan, reader));

    public object Partners() => Readers.Read(reader => StoredStatus.Partners(_plan, reader));

    public object Parked(string? partner) => new ParkedList(Readers, _words).Read(partner);

    /// <exception cref="CommandFailedException">There is none with that id.</exception>
    public object ParkedOne(long id)
        => (object?)new ParkedList(Readers, _words).One(id)
            ?? throw CommandFailedException.Fault(string.Create(CultureInfo.InvariantCulture, $"nothing is parked with id {id}."));

    public object Deliveries(DeliveryQuery wanted) => new DeliveryList(Readers, _words).Read(wanted);

    /// <exception cref="CommandFailedException">There is none with that id.</exception>
    public object DeliveryOne(string id)
        => (object?)new DeliveryList(Readers, _words).One(id)
            ?? throw CommandFailedException.Fault($"no delivery has the id {id}, or it is long over.");

    public object Conflicts(bool all) => new ConflictList(Readers).Read(all);

    /// <exception cref="CommandFailedException">There is none with that id.</exception>
    public object Conflict(long id)
        => (object?)new ConflictList(Readers).One(id)
            ?? throw CommandFailedException.Fault(string.Create(CultureInfo.InvariantCulture, $"no conflict has id {id}."));

    public object Events(EventFilter wanted)
        => new EventList(Readers, _words).Read(new EventQuery(wanted.Since, wanted.Topic, After: 0, wanted.Limit));

    public object Keys() => KeyView.All(Readers.Read(reader => reader.Access.Keys()), TimeProvider.System);

    public object Audit(AuditFilter wanted) => new AuditList(Readers).Read(wanted.After, wanted.Limit, wanted.Partner);

    public void Dispose() => Readers.Dispose();

    private static void CheckForm(EnginePlan plan, StoreReaders readers)
    {
        var form = readers.Read(reader => reader.Prepared("PRAGMA user_version").Scalar() ?? 0);
        if (form != Schema.Version)
        {
            throw CommandFailedException.Unreachable(string.Create(
                CultureInfo.InvariantCulture, $"the store {plan.StorePath} has form {form}; this hms-sync reads form {Schema.Version}."));
        }
    }
}
