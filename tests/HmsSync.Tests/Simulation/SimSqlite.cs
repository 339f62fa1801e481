using System.Runtime.CompilerServices;
using HmsSync.Sqlite;

namespace HmsSync.Tests.Simulation;

/// <summary>As in the product's own process: worlds on two threads do not wait for each other inside SQLite.</summary>
internal static class SimSqlite
{
#pragma warning disable CA2255 // it must be said before anything opens a database, whichever test comes first
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void TakeSqlite() => SqliteProcess.IsOurs();
}
