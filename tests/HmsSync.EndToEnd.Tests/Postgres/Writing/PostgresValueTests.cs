using HmsSync.Hubs;
using static HmsSync.Tests.Hubs.Deliveries;

namespace HmsSync.EndToEnd.Tests.Postgres.Writing;

/// <summary>Values of every type go in and come back as the same JSON.</summary>
public sealed class PostgresValueTests(SharedPostgres shared)
{
    [Theory]
    [InlineData("boolean", "true")]
    [InlineData("int8", "-9223372036854775808")]
    [InlineData("numeric", "12345678901234567890.123456789012345678900")]
    [InlineData("numeric", "\"NaN\"")]
    [InlineData("numeric", "\"-Infinity\"")]
    [InlineData("float8", "1.7976931348623157e+308")]
    [InlineData("float4", "0.1")]
    [InlineData("float8", "\"Infinity\"")]
    [InlineData("text", "\"\"")]
    [InlineData("text", "\"NULL, \\\"quoted\\\" \\\\ ü ; $1 @v0\"")]
    [InlineData("text", "\"a\\u0000b\"", false)]
    [InlineData("numeric", "1e-99999999999", false)]
    [InlineData("char(4)", "\"ab  \"")]
    [InlineData("bytea", "\"AP8=\"")]
    [InlineData("bytea", "\"\"")]
    [InlineData("uuid", "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\"")]
    [InlineData("date", "\"2024-02-29\"")]
    [InlineData("date", "\"infinity\"")]
    [InlineData("time", "\"23:59:59.999999\"")]
    [InlineData("timestamp", "\"2024-02-29T10:00:00.5\"")]
    [InlineData("timestamptz", "\"2024-02-29T10:00:00.123456Z\"")]
    [InlineData("interval", "\"P1Y2M3DT4H5M6.789S\"")]
    [InlineData("jsonb", """{"a":[1.50,null,{"b":"c"}]}""")]
    [InlineData("json", "\"text\"")]
    [InlineData("int[]", "[1,null,[]]", false)]
    [InlineData("int[]", "[[1,2],[3,null]]")]
    [InlineData("text[]", """["a,b","c\"d\\e","NULL",""]""")]
    [InlineData("int[]", "\"[2:3]={7,8}\"")]
    [InlineData("int4range", "\"[1,5)\"")]
    [InlineData("mood", "\"good\"")]
    [InlineData("mood[]", """["good","so; so"]""")]
    [InlineData("even", "42")]
    [InlineData("inet", "\"192.0.2.1/24\"")]
    [InlineData("bit(3)", "\"101\"")]
    [InlineData("point", "\"(1,2)\"")]
    [InlineData("xml", "\"<a>b</a>\"")]
    [InlineData("tsvector", "\"'a' 'b'\"")]
    public async Task A_value_comes_back_as_it_was_written(string type, string json, bool fits = true)
    {
        await using var hub = await PostgresWriterHub.Open(
            await shared.Server,
            "CREATE TYPE mood AS ENUM ('good', 'so; so'); CREATE DOMAIN even AS int CHECK (value % 2 = 0);"
                + $" CREATE TABLE p(id int PRIMARY KEY, v {type})",
            "p");
        var stop = TestContext.Current.CancellationToken;
        var result = await hub.Writer.ApplyAsync([Insert(1, $$"""{"v":{{json}}}""")], stop);
        Assert.Equal(fits ? ApplyResultKind.Written : ApplyResultKind.Refused, result[0].Kind);
        if (fits)
        {
            Assert.Equal($$"""{"id":1,"v":{{json}}}""", Text(await hub.Writer.ReadAsync("p", "{\"id\":1}", stop)));

            // written over itself it stays the same
            await hub.Writer.ApplyAsync([Of(2, "p", 1, current => new HubWrite(HubWriteKind.Update, current!.Value))], stop);
            Assert.Equal($$"""{"id":1,"v":{{json}}}""", Text(await hub.Writer.ReadAsync("p", "{\"id\":1}", stop)));
        }
    }
}
