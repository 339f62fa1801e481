using System.Text;
using HmsSync.Configuration;
using HmsSync.Feeds;
using HmsSync.Hubs.Postgres.Keys;

namespace HmsSync.EndToEnd.Tests.Postgres.Writing;

public sealed class PostgresHubKeysTests(SharedPostgres shared)
{
    [Theory]
    [InlineData("id int PRIMARY KEY", """{"id":"42"}""", """{"id":42}""")]
    [InlineData("id int PRIMARY KEY", """{"id":4.2e1,"u":1}""", """{"id":42}""")]
    [InlineData("id text PRIMARY KEY", """{"id":42}""", """{"id":"42"}""")]
    [InlineData(
        "id uuid PRIMARY KEY", """{"id":"A0EEBC999C0B4EF8BB6D6BB9BD380A11"}""", """{"id":"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"}""")]
    [InlineData("id numeric(10,2) PRIMARY KEY", """{"id":5}""", """{"id":5.00}""")]
    [InlineData("id char(4) PRIMARY KEY", """{"id":"ab"}""", """{"id":"ab  "}""")]
    [InlineData(
        "id timestamptz PRIMARY KEY", """{"id":"2024-02-29T12:00:00+02:00"}""", """{"id":"2024-02-29T10:00:00.000000Z"}""")]
    [InlineData("id name_of PRIMARY KEY", """{"id":"ü"}""", """{"id":"\u00FC"}""")]
    [InlineData("a int, b text, PRIMARY KEY (b, a)", """{"a":1,"b":"x"}""", """{"b":"x","a":1}""")]
    public async Task A_key_is_told_as_the_feed_tells_it_whatever_form_it_came_in(string columns, string fields, string key)
    {
        using var hub = await Table(columns);
        var told = hub.Of("p", Encoding.UTF8.GetBytes(fields));
        Assert.Equal((key, ""), (told.Key.Json, told.Missing));
    }

    [Theory]
    [InlineData("id int PRIMARY KEY", """{"u":1}""")]
    [InlineData("id int PRIMARY KEY", """{"id":null}""")]
    [InlineData("id int PRIMARY KEY", """{"id":"x"}""")]
    [InlineData("id int PRIMARY KEY", """{"id":[1]}""")]
    [InlineData("id char(2) PRIMARY KEY", """{"id":"abc"}""")]
    [InlineData("id inet PRIMARY KEY", """{"id":"not an address"}""")]
    public async Task What_tells_no_key_names_the_column(string columns, string fields)
    {
        using var hub = await Table(columns);
        var told = hub.Of("p", Encoding.UTF8.GetBytes(fields));
        Assert.Equal((true, "id"), (told.Key.IsNone, told.Missing));
    }

    [Fact]
    public async Task Key_columns_are_told_in_key_order_and_none_of_a_table_that_is_not_there()
    {
        using var hub = await Table("a int, b text, PRIMARY KEY (b, a)");
        Assert.Equal(["b", "a"], hub.Columns("p"));
        Assert.Empty(hub.Columns("gone"));
        Assert.Equal("gone", hub.Of("gone", "{}"u8).Missing);
    }

    [Fact]
    public void A_hub_that_cannot_be_reached_says_so()
    {
        var plan = new HubPlan("", false, [new TablePlan("p")]);
        using var hub = new PostgresHubKeys("Host=127.0.0.1;Port=1;Username=x;Timeout=2", plan, TimeProvider.System);
        Assert.Throws<HubStoppedException>(() => hub.Of("p", "{\"id\":1}"u8));
    }

    private async Task<PostgresHubKeys> Table(string columns)
    {
        var server = await shared.Server;
        var database = await server.NewDatabase();
        await server.Run($"CREATE DOMAIN name_of AS varchar(5); CREATE TABLE p({columns}, u text)", database);
        var plan = new HubPlan("", false, [new TablePlan("p"), new TablePlan("gone")]);
        return new PostgresHubKeys(server.Connection(database), plan, TimeProvider.System);
    }
}
