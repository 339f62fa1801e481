using Xunit;
using HmsSync.Tests.Configuration;

namespace HmsSync.Tests.Map;

public sealed class MappingFaultTests
{
    private readonly Workspace _workspace = new();

    [Theory]
    [InlineData("map.bad_path", """{ "fields": { §"a..b": "c" } }""")]
    [InlineData("map.bad_path", """{ "fields": { "a": §"" } }""")]
    [InlineData("map.bad_path", """{ "fields": { "a": §"b\\c" } }""")]
    [InlineData("map.not_invertible", """{ "fields": { "a": "x", §"b": "x" } }""")]
    [InlineData("map.overlap", """{ "fields": { "a": "x", §"b": "x.y" } }""")]
    [InlineData("map.overlap", """{ "fields": { "a.b": "x", §"a": "y" } }""")]
    [InlineData("map.unknown_field", """{ "fields": { "a": "x" }, "direction": { §"b": "out" } }""")]
    [InlineData("map.bad_direction", """{ "fields": { "a": "x" }, "direction": { "a": §"outward" } }""")]
    [InlineData("map.unknown_field", """{ "fields": { "a": "x" }, "values": { §"b": {} } }""")]
    [InlineData("map.not_invertible", """{ "fields": { "a": "x" }, "values": { "a": { "p": "q", §"r": "q" } } }""")]
    [InlineData("map.not_invertible", """{ "fields": { "a": "x" }, "values": { "a": [[1, 2], §[2, 2.0]] } }""")]
    [InlineData("map.word_twice", """{ "fields": { "a": "x" }, "values": { "a": [[1, 2], §[1.0, 3]] } }""")]
    [InlineData("config.wrong_type", """{ "fields": { "a": "x" }, "values": { "a": { "p": §null } } }""")]
    [InlineData("config.wrong_type", """{ "fields": { "a": "x" }, "values": { "a": [§[1]] } }""")]
    [InlineData("config.wrong_type", """{ "fields": { "a": "x" }, "values": { "a": [[1, §{}]] } }""")]
    [InlineData("config.wrong_type", """{ "fields": { "a": "x" }, "unknown": §[] }""")]
    [InlineData("map.unknown_field", """{ "fields": { "a": "x" }, "unknown": { §"b": "keep" } }""")]
    [InlineData("map.bad_format", """{ "fields": { "a": "x" }, "formats": { "a": { "partner": §"yyyyQQ" } } }""")]
    [InlineData("map.bad_format", """{ "fields": { "a": "x" }, "formats": { "a": { "partner": §"'open" } } }""")]
    [InlineData("map.bad_format", """{ "fields": { "a": "x" }, "formats": { "a": { "hub": §"-" } } }""")]
    [InlineData("map.not_invertible", """{ "fields": { "a": "x" }, "formats": { "a": { "partner": §"MM/yyyy" } } }""")]
    [InlineData("map.not_invertible", """{ "fields": { "a": "x" }, "formats": { "a": { "partner": §"h:mm" } } }""")]
    [InlineData("map.not_invertible", """{ "fields": { "a": "x" }, "formats": { "a": { "partner": §"HH:mmZ" } } }""")]
    [InlineData(
        "config.unknown_zone",
        """{ "fields": { "a": "x" }, "formats": { "a": { "partner": "HH:mm", "zone": §"Mars/Base" } } }""")]
    [InlineData("config.unknown_key", """{ "fields": { "a": "x" }, "formats": { "a": { §"partners": "HH:mm" } } }""")]
    [InlineData("map.unknown_field", """{ "fields": { "a": "x" }, "formats": { §"b": {} } }""")]
    [InlineData(
        "map.two_conversions",
        """{ "fields": { "a": "x" }, "formats": { "a": {} }, "values": { "a": §{ "p": "q" } } }""")]
    [InlineData("map.overlap", """{ "fields": { "a": "x.y" }, "defaults": { §"x": 1 } }""")]
    [InlineData("map.overlap", """{ "fields": { "a": "x" }, "defaults": { "x": { §"y": 1 } } }""")]
    [InlineData("map.overlap", """{ "defaults": { "x.y": 1, "x": { §"y": 2 } } }""")]
    [InlineData("map.overlap", """{ "fields": { "a.b": "x" }, "hub_defaults": { §"a": 1 } }""")]
    [InlineData("map.bad_path", """{ "defaults": { §"x.": 1 } }""")]
    [InlineData("map.bad_equality", """{ "fields": { "a": "x" }, "equality": { "a": §"fuzzy" } }""")]
    [InlineData("map.bad_equality", """{ "fields": { "a": "x" }, "equality": { "a": §"minute trim" } }""")]
    [InlineData("map.bad_equality", """{ "fields": { "a": "x" }, "equality": { "a": §"" } }""")]
    [InlineData("map.unknown_field", """{ "fields": { "a": "x" }, "equality": { §"b": "trim" } }""")]
    [InlineData("config.bad_value", """{ "rest": §"all" }""")]
    public void Each_fault_has_its_place(string code, string marked) => _workspace.MappingFault(code, marked);

    [Fact]
    public void The_nearest_field_is_named()
        => Assert.Equal(
            "did you mean 'resource'?",
            _workspace.MappingFault(
                "map.unknown_field",
                """{ "fields": { "resource": "r", "start": "s" }, "values": { §"resorce": {} } }""").Remedy);

    [Fact]
    public void A_fault_never_says_a_word_of_the_data()
    {
        var fault = _workspace.MappingFault(
            "map.not_invertible",
            """{ "fields": { "a": "x" }, "values": { "a": { "Ann Smith": "q", §"Bob Jones": "q" } } }""");
        Assert.DoesNotContain("Bob", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_number_of_fields_is_bounded()
    {
        // Invariant 11
        var fields = string.Join(',', Enumerable.Range(0, 4_097).Select(i => $"\"f{i}\":\"p{i}\""));
        _workspace.MappingFault("map.too_many", $"{{\"fields\":§{{{fields}}}}}");
    }
}
