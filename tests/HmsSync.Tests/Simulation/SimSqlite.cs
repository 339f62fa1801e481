using System.Runtime.CompilerServices;
using SQLitePCL;

namespace HmsSync.Tests.Simulation;

/// <summary>
/// SQLite counts the memory that it uses behind one lock for the whole process, at which worlds on two threads would wait for each
/// other. Nobody asks for the count here.
/// </summary>
internal static class SimSqlite
{
    private const int MemoryStatus = 9; // SQLITE_CONFIG_MEMSTATUS

#pragma warning disable CA2255 // it must be said before anything opens a database, whichever test comes first
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void CountNoMemory()
    {
        Batteries_V2.Init();
        var code = raw.sqlite3_config(MemoryStatus, 0);
        if (code != raw.SQLITE_OK)
        {
            throw new InvalidOperationException($"SQLite was in use before it could be configured: {code}");
        }
    }
}
