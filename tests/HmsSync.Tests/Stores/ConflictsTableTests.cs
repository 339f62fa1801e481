using HmsSync.Changes;
using HmsSync.Resolve;
using HmsSync.Seams;
using HmsSync.Stores.Sqlite;
using HmsSync.Stores.Sqlite.Tables;
using Microsoft.Data.Sqlite;
using Xunit;

namespace HmsSync.Tests.Stores;

public sealed class ConflictsTableTests : IDisposable
{
    private static readonly EventTime Now = new(1_000_000);

    private readonly SqliteConnection _connection;
    private readonly Store _store;
    private readonly ConflictsTable _conflicts;

    public ConflictsTableTests()
    {
        var place = StorePlace.Memory($"conflicts-{Guid.CreateVersion7()}");
        _store = Store.Open(place, new RandomSource(1));
        _connection = place.OpenWriter();
        _conflicts = new ConflictsTable(_connection);
    }

    public void Dispose()
    {
        _conflicts.Dispose();
        _connection.Dispose();
        _store.Dispose();
    }

    [Fact]
    public void A_question_that_is_met_again_stays_one_row_with_the_values_of_now()
    {
        Settle(1, Open("", "'a'"));
        Settle(2, Open("", "'b'"));
        Assert.Equal([("", "'b'")], Rows());
    }

    // Invariant 6: no question takes another's row, or the values in it were nowhere.
    [Fact]
    public void What_two_claims_and_the_rule_ask_about_one_field_are_three_questions()
    {
        string[] claims = ["", "slot", "room"];
        foreach (var seq in new long[] { 1, 2 })
        {
            foreach (var claim in claims)
            {
                Settle(seq, Open(claim, $"'{claim}{seq}'"));
            }
        }

        Assert.Equal([("", "'2'"), ("room", "'room2'"), ("slot", "'slot2'")], Rows());
    }

    private static FieldConflict Open(string claim, string value)
        => new("start", "r", null, default, System.Text.Encoding.UTF8.GetBytes(value), default, default, default, "why") { Claim = claim };

    private void Settle(long seq, FieldConflict conflict) => _conflicts.Settle(Now, 1, new Seq(seq), 7, [conflict]);

    private List<(string Claim, string Value)> Rows()
    {
        using var rows = new Statement(_connection, "SELECT claim, partner_value FROM conflict WHERE state = 'open' ORDER BY claim");
        var found = new List<(string, string)>();
        while (rows.Step())
        {
            found.Add((rows.RequiredText(0), rows.RequiredText(1)));
        }

        return found;
    }
}
