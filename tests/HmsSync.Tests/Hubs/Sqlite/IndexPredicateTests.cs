using HmsSync.Hubs.Sqlite;
using Xunit;

namespace HmsSync.Tests.Hubs.Sqlite;

public sealed class IndexPredicateTests
{
    [Theory]
    [InlineData("CREATE UNIQUE INDEX i ON t(a)", null)]
    [InlineData("CREATE UNIQUE INDEX i ON t(a) where b = 1", "b = 1")]
    [InlineData("CREATE UNIQUE INDEX \"x WHERE \"\" y\" ON [t WHERE](a) /* WHERE */ WHERE b = 'WHERE )'", "b = 'WHERE )'")]
    [InlineData("CREATE UNIQUE INDEX i ON t(a, (b WHERE)) -- WHERE x\n WHERE(c)", "(c)")]
    [InlineData("CREATE UNIQUE INDEX nowhere ON t(`where`)", null)]
    public void The_where_of_a_partial_index_is_found(string sql, string? predicate)
        => Assert.Equal(predicate, IndexPredicate.Of(sql));

    [Fact]
    public void A_name_is_quoted_whatever_it_holds() => Assert.Equal("\"a\"\"b'c\"", HubSql.Name("a\"b'c"));

    [Fact]
    public void A_position_survives_its_text()
    {
        var position = new SqlitePosition(
            42,
            "ab",
            "cd",
            ["we;ird|t", "u"],
            [HubValue.Of(-1), HubValue.Of(0.1), HubValue.OfText("x;|"u8.ToArray()), HubValue.Null]);
        var read = SqlitePosition.Parse(position.ToFeed());
        Assert.Equal(position.ToFeed(), read.ToFeed());
        Assert.Equal(["we;ird|t", "u"], read.Snapshot);
        Assert.Equal("x;|", read.Cursor[2].Text());
    }

    [Theory]
    [InlineData("0/16B3748")]
    [InlineData("sqlite1;x;;;;")]
    [InlineData("sqlite1;1;;;;z9")]
    public void A_position_of_another_feed_is_refused(string text)
        => Assert.Equal(
            "position_unknown",
            Assert.Throws<HmsSync.Feeds.HubStoppedException>(() => SqlitePosition.Parse(new(text))).Code);
}
