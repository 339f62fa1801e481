using System.Text;
using HmsSync.Changes;

namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary>Every type of PostgreSQL 15 as JSON, the same from the stream as from the table, with nothing lost.</summary>
public sealed class TypeTests(SharedPostgres shared)
{
    private const string Types =
        """
        CREATE TYPE mood AS ENUM ('sad', 'so "so"');
        CREATE TYPE pair AS (a int, b text);
        CREATE DOMAIN small AS int CHECK (VALUE < 100);
        CREATE DOMAIN smalls AS small[];
        """;

    private static readonly (string Type, string Literal, string Json)[] Values =
    [
        ("smallint", "-32768", "-32768"),
        ("bigint", "9223372036854775807", "9223372036854775807"),
        ("numeric", "123456789012345678901234567890.000100", "123456789012345678901234567890.000100"),
        ("numeric(8,2)", "1.5", "1.50"),
        ("numeric", "NaN", "\"NaN\""),
        ("numeric", "-Infinity", "\"-Infinity\""),
        ("real", "0.1", "0.1"),
        ("double precision", "1e300", "1e+300"),
        ("double precision", "0.30000000000000004", "0.30000000000000004"),
        ("double precision", "-Infinity", "\"-Infinity\""),
        ("boolean", "true", "true"),
        ("boolean", "f", "false"),
        ("text", "a \"quoted\" ž 😀 \\ line\nbreak", "\"a \\\"quoted\\\" ž \\uD83D\\uDE00 \\\\ line\\nbreak\""),
        ("varchar(5)", "ab", "\"ab\""),
        ("char(4)", "ab", "\"ab  \""),
        ("bytea", @"\x00ff10", "\"AP8Q\""),
        ("uuid", "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "\"a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11\""),
        ("date", "2024-02-29", "\"2024-02-29\""),
        ("date", "infinity", "\"infinity\""),
        ("date", "0044-03-15 BC", "\"0044-03-15 BC\""),
        ("time", "23:59:59.000001", "\"23:59:59.000001\""),
        ("timetz", "04:05:06-08", "\"04:05:06-08\""),
        ("timestamp", "2024-02-29 10:00:00.5", "\"2024-02-29T10:00:00.5\""),
        ("timestamp", "0044-03-15 10:00:00 BC", "\"0044-03-15T10:00:00 BC\""),
        ("timestamptz", "2024-02-29 10:00:00.5+02", "\"2024-02-29T08:00:00.500000Z\""),
        ("timestamptz", "-infinity", "\"-infinity\""),
        ("timestamptz", "12024-02-29 10:00:00+00", "\"12024-02-29T10:00:00.000000Z\""),
        ("interval", "1 year 2 mons -3 days 04:05:06.7", "\"P1Y2M-3DT4H5M6.7S\""),
        ("interval", "0", "\"PT0S\""),
        ("json", """{"a" : [1, 2.50], "b": "\u00fc"}""", """{"a":[1,2.50],"b":"ü"}"""),
        ("json", """{"a":1,"a":2}""", """
            "{\"a\":1,\"a\":2}"
            """),
        ("jsonb", """{"n": 12345678901234567890.10, "t": null}""", """{"n":12345678901234567890.10,"t":null}"""),
        ("int[]", "{1,NULL,3}", "[1,null,3]"),
        ("text[]", """{{"a,b","c\"d"},{"NULL",NULL}}""", """[["a,b","c\"d"],["NULL",null]]"""),
        ("int[]", "{}", "[]"),
        ("int[]", "[0:1]={1,2}", "\"[0:1]={1,2}\""),
        ("timestamptz[]", "{2024-02-29 10:00:00+00}", "[\"2024-02-29T10:00:00.000000Z\"]"),
        ("jsonb[]", """{"{\"a\": 1}"}""", """[{"a":1}]"""),
        ("bytea[]", """{"\\x00ff"}""", "[\"AP8=\"]"),
        ("box[]", "{(2,2),(1,1);(4,4),(3,3)}", "[\"(2,2),(1,1)\",\"(4,4),(3,3)\"]"),
        ("mood", "so \"so\"", "\"so \\\"so\\\"\""),
        ("mood[]", """{sad,"so \"so\""}""", "[\"sad\",\"so \\\"so\\\"\"]"),
        ("small", "42", "42"),
        ("smalls", "{1,2}", "[1,2]"),
        ("pair", "(1,\"a b\")", "\"(1,\\\"a b\\\")\""),
        ("int4range", "[1,5]", "\"[1,6)\""),
        ("tstzrange", "[2024-01-01 00:00:00+00,)", "\"[\\\"2024-01-01 00:00:00+00\\\",)\""),
        ("int4multirange", "{[1,2),[5,9)}", "\"{[1,2),[5,9)}\""),
        ("inet", "10.0.0.1/8", "\"10.0.0.1/8\""),
        ("macaddr", "08:00:2b:01:02:03", "\"08:00:2b:01:02:03\""),
        ("point", "(1.5,2)", "\"(1.5,2)\""),
        ("bit(3)", "101", "\"101\""),
        ("oid", "4294967295", "4294967295"),
        ("money", "1234.5", "\"$1,234.50\""),
        ("xml", "<a>x</a>", "\"<a>x</a>\""),
        ("tsvector", "a b", "\"'a' 'b'\""),
        ("pg_lsn", "16/B374D848", "\"16/B374D848\""),
        ("int2vector", "1 2", "\"1 2\""),
    ];

    [Fact]
    public async Task Every_type_is_json_without_loss_from_the_stream_and_from_the_table()
    {
        var columns = string.Join(", ", Values.Select((v, i) => $"c{i} {v.Type}"));
        await using var rig = await FeedRig.Open(shared, $"{Types} CREATE TABLE v(id int PRIMARY KEY, {columns})", "v");
        var literals = string.Join(", ", Values.Select(v => $"'{v.Literal.Replace("'", "''", StringComparison.Ordinal)}'"));
        await rig.Sql($"INSERT INTO v VALUES (1, {literals})");
        await rig.Until(1);
        var streamed = rig.Last;
        await rig.Whole("v");
        Assert.Equal(streamed, rig.Last);
        Assert.Empty(
            from column in Values.Select((value, i) => (value.Type, Wanted: value.Json.Trim(), Came: Field(rig.Events[0], $"c{i}")))
            where column.Wanted != column.Came
            select $"{column.Type}: {column.Came} and not {column.Wanted}");
    }

    private static string Field(NewEvent e, string name) => Encoding.UTF8.GetString(JsonFields.Find(e.Fields.Span, name));

    [Fact]
    public async Task What_is_a_string_in_json_reads_back_as_the_same_value()
    {
        await using var rig = await FeedRig.Open(shared, $"{Types} SELECT 1");
        foreach (var (type, literal, json) in Values.Where(v => v.Json.Trim()[0] == '"' && v.Type != "bytea"))
        {
            var text = System.Text.Json.JsonSerializer.Deserialize<string>(json)!.Replace("'", "''", StringComparison.Ordinal);
            var given = literal.Replace("'", "''", StringComparison.Ordinal);
            var same = $"SELECT '{text}'::{type}::text = '{given}'::{type}::text";
            Assert.True(await rig.Server.Value(same, rig.Database) is true, same);
        }
    }
}
