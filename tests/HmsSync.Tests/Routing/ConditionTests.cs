using Xunit;
using System.Text;
using HmsSync.Configuration.Reading;
using HmsSync.Routing;

namespace HmsSync.Tests.Routing;

public sealed class ConditionTests
{
    [Theory]
    [InlineData("scope: Hospital", """{"scope":"Hospital"}""", true)]
    [InlineData("scope: Hospital", """{"scope":"H\u006fspital"}""", true)]
    [InlineData("scope: Hospital", """{"scope":"hospital"}""", false)]
    [InlineData("scope: Hospital", """{"x":1}""", false)]
    [InlineData("scope: Hospital", """{"x":{"scope":"Hospital"}}""", false)]
    [InlineData("n: 5", """{"n":5.0}""", true)]
    [InlineData("n: 5", """{"n":"5"}""", false)]
    [InlineData("n: '5'", """{"n":"5"}""", true)]
    [InlineData("zip: 010", """{"zip":"010"}""", true)]
    [InlineData("n: 9007199254740993", """{"n":9007199254740992}""", false)]
    [InlineData("on: true", """{"on":true}""", true)]
    [InlineData("on: true", """{"on":1}""", false)]
    [InlineData("x: null", """{"x":null}""", true)]
    [InlineData("x: null", """{"x":0}""", false)]
    [InlineData("x: null", "{}", false)]
    [InlineData("s: [a, b, 3]", """{"s":3}""", true)]
    [InlineData("s: [a, null]", """{"s":null}""", true)]
    [InlineData("s: [a, b]", """{"s":"c"}""", false)]
    public void A_value_or_a_list_is_equality(string where, string fields, bool holds)
        => Assert.Equal(holds, Judge(where, fields));

    [Theory]
    [InlineData("n: {gt: 9}", """{"n":10}""", true)]
    [InlineData("n: {gt: 9}", """{"n":9.0}""", false)]
    [InlineData("n: {gte: 9, lt: 10}", """{"n":9.99999999999999999999}""", true)]
    [InlineData("n: {gte: 9, lt: 10}", """{"n":10}""", false)]
    [InlineData("n: {gt: 9}", """{"n":"10"}""", false)]
    [InlineData("n: {lt: 9}", """{"n":null}""", false)]
    [InlineData("t: {gte: '2026-01-01'}", """{"t":"2026-01-01T00:00:00Z"}""", true)]
    [InlineData("t: {lte: '2026-01-01'}", """{"t":"2026-01-01T00:00:00Z"}""", false)]
    [InlineData("t: {gt: z}", """{"t":"é"}""", true)]
    [InlineData("t: {lt: '\uFFFD'}", "{\"t\":\"\\ud83d\\ude00\"}", false)]
    [InlineData("t: {ne: a}", """{"t":"b"}""", true)]
    [InlineData("t: {ne: a}", """{"t":null}""", true)]
    [InlineData("t: {ne: null}", """{"t":null}""", false)]
    [InlineData("t: {ne: a}", "{}", false)]
    [InlineData("t: {ne: [a, b]}", """{"t":"b"}""", false)]
    [InlineData("t: {exists: true}", """{"t":null}""", true)]
    [InlineData("t: {exists: true}", "{}", false)]
    [InlineData("t: {exists: false}", "{}", true)]
    [InlineData("t: {exists: false}", """{"t":null}""", false)]
    public void Operators_in_one_map_must_all_hold(string where, string fields, bool holds)
        => Assert.Equal(holds, Judge(where, fields));

    [Theory]
    [InlineData("a%", "abc", true)]
    [InlineData("a%", "ba", false)]
    [InlineData("%b%", "abc", true)]
    [InlineData("%a%b%c", "xaxbxbc", true)]
    [InlineData("%a%b%c", "xaxbxb", false)]
    [InlineData("_", "😀", true)]
    [InlineData("__", "é", false)]
    [InlineData("100\\%", "100%", true)]
    [InlineData("100\\%", "1000", false)]
    [InlineData("%", "", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("A%", "abc", false)]
    public void Like_knows_any_text_and_one_character(string pattern, string text, bool fits)
        => Assert.Equal(fits, Judge($"t: {{like: '{pattern}'}}", $$"""{"t":"{{text}}"}"""));

    [Fact]
    public void Like_is_not_exponential()
    {
        // Invariant 11
        var pattern = string.Concat(Enumerable.Repeat("%a", 30));
        Assert.False(
            Judge($"t: {{like: '{pattern}'}}", $$"""{"t":"{{new string('a', 29)}}{{new string('b', 20_000)}}"}"""));
    }

    [Theory]
    [InlineData("citizen.name: Ann", """{"citizen":{"age":3,"name":"Ann"}}""", true)]
    [InlineData("citizen.name: Ann", """{"citizen.name":"Ann"}""", false)]
    [InlineData("'citizen\\.name': Ann", """{"citizen.name":"Ann"}""", true)]
    [InlineData("citizen.name: {exists: false}", """{"citizen":null}""", true)]
    [InlineData("citizen.name: {exists: false}", """{"citizen":["name"]}""", true)]
    [InlineData("citizen: {exists: true}\ncitizen.name: Ann", """{"citizen":{"name":"Ann"}}""", true)]
    [InlineData("citizen: null\ncitizen.name: {exists: false}", """{"citizen":null}""", true)]
    [InlineData("a: 1\nb: 2", """{"b":2,"a":1}""", true)]
    [InlineData("a: 1\nb: 2", """{"b":2}""", false)]
    public void Paths_reach_into_objects_and_all_parts_must_hold(string where, string fields, bool holds)
        => Assert.Equal(holds, Judge(where, fields));

    [Fact]
    public void Nothing_at_all_is_an_object_without_fields()
    {
        Assert.True(Condition.Always.Holds([]));
        Assert.False(Compile("a: 1", out _)!.Holds([]));
        Assert.True(Compile("a: {exists: false}", out _)!.Holds([]));
        Assert.Same(Condition.Always, Compile("{}", out _));
    }

    [Theory]
    [InlineData("where.unknown_operator", "a: {§gtt: 5}")]
    [InlineData("where.unknown_operator", "a: {§eq: 5}")]
    [InlineData("where.no_operator", "a: §{}")]
    [InlineData("where.empty_list", "a: §[]")]
    [InlineData("where.bad_path", "§a..b: 1")]
    [InlineData("where.bad_pattern", "a: {like: §'x\\'}")]
    [InlineData("config.wrong_type", "a: {gt: §true}")]
    [InlineData("config.wrong_type", "a: {gt: §null}")]
    [InlineData("config.wrong_type", "a: {lt: §[1]}")]
    [InlineData("config.wrong_type", "a: {exists: §1}")]
    [InlineData("config.wrong_type", "a: {like: §[x]}")]
    [InlineData("config.wrong_type", "a: [1, §[2]]")]
    [InlineData("config.wrong_type", "a: {ne: §{b: 1}}")]
    public void Each_fault_has_its_place(string code, string marked)
    {
        Assert.Null(Compile(marked.Replace("§", "", StringComparison.Ordinal), out var log));
        var fault = Assert.Single(log.Faults);
        Assert.Equal((code, marked.IndexOf('§', StringComparison.Ordinal) + 1), (fault.Code, fault.Place!.Column));
    }

    [Fact]
    public void A_condition_has_at_most_64_parts()
    {
        // Invariant 11
        var parts = string.Concat(Enumerable.Range(0, 64).Select(i => $"f{i}: {i}\n"));
        var all = "{" + string.Join(",", Enumerable.Range(0, 64).Select(i => $"\"f{i}\":{i}")) + "}";
        Assert.True(Judge(parts, all));
        Assert.False(Judge(parts, all.Replace("\"f63\":63", "\"f63\":0", StringComparison.Ordinal)));
        Compile(parts + "more: 1\n", out var log);
        Assert.Equal("where.too_many", Assert.Single(log.Faults).Code);
    }

    [Fact]
    public void Judging_allocates_nothing()
    {
        var condition = Compile("scope: [Clinic, Hospital]\nn: {gte: 3}\na.b: {like: 'x%'}", out _)!;
        var fields = Encoding.UTF8.GetBytes("""{"id":1,"scope":"Hospital","n":3.5,"a":{"b":"xy"}}""");
        Assert.True(condition.Holds(fields));
        Assert.Equal(0, Changes.Allocations.Least(() => condition.Holds(fields)));
    }

    private static bool Judge(string where, string fields)
        => Compile(where, out _)!.Holds(Encoding.UTF8.GetBytes(fields));

    private static Condition? Compile(string where, out FaultLog log)
    {
        log = new FaultLog();
        var root = new YamlReader("w.yml", log).Read(where)!;
        return new ConditionCompiler(log).Compile(root);
    }
}
