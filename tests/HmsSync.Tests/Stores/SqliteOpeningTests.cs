using HmsSync.Hubs.Sqlite;
using HmsSync.Sqlite;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HmsSync.Tests.Stores;

public sealed class SqliteOpeningTests
{
    private const string Memory = "Data Source=:memory:;Pooling=False";

    // Invariant 12: a connection that is not as it must be is not used.
    [Fact]
    public void What_fails_in_a_setup_is_heard_after_a_statement_that_answers_too()
        => Assert.Throws<SqliteException>(() => SqliteOpening.New(Memory, "PRAGMA busy_timeout=10; DROP TABLE not_there"));

    [Fact]
    public void A_setup_is_carried_out_to_its_end()
    {
        using var connection = SqliteOpening.New(Memory, "PRAGMA busy_timeout=10; PRAGMA cache_size=-512; PRAGMA query_only=1");
        using var hub = new HubConnection(connection);
        Assert.Equal((-512, 1), (hub.Number("PRAGMA cache_size"), hub.Number("PRAGMA query_only")));
    }

    [Fact]
    public void A_statement_that_the_connection_has_let_go_is_refused_and_touches_nothing()
    {
        using var connection = SqliteOpening.New(Memory, "");
        HubStatement held;
        using (var hub = new HubConnection(connection))
        {
            held = hub.Prepare("SELECT ?1");
            held.LetGo().Dispose();
            Assert.Throws<SqliteException>(() => held.Bind(1, 7L));
            Assert.Throws<SqliteException>(() => held.Step());
        }
    }
}
