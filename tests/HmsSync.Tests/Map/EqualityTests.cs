using Xunit;
namespace HmsSync.Tests.Map;

public sealed class EqualityTests
{
    private static readonly HmsSync.Map.MappingPlan Plan = Mapped.Plan("""
        {
          "fields": { "plain": "a", "start": "b", "phone": "c", "subject": "d", "day": "e", "date": "f", "code": "g" },
          "formats": { "date": { "partner": "yyyyMMdd", "zone": "America/New_York" } },
          "equality": { "start": "minute", "phone": "digits", "subject": "trim nocase", "day": "day", "code": "exact" }
        }
        """);

    [Theory]
    [InlineData("1.10", "1.1", true)]
    [InlineData("1", "1.0000000000000000000001", false)]
    [InlineData("1", "\"1\"", false)]
    [InlineData("\"\\u0041b\"", "\"Ab\"", true)]
    [InlineData("\"a\"", "\"A\"", false)]
    [InlineData("null", "null", true)]
    [InlineData("null", "\"\"", false)]
    [InlineData("null", "0", false)]
    [InlineData("true", "false", false)]
    [InlineData("[1, 2.0]", "[1.0,2]", true)]
    [InlineData("[1,2]", "[2,1]", false)]
    [InlineData("[1,2]", "[1,2,3]", false)]
    [InlineData("[1,2,3]", "[1,2]", false)]
    [InlineData("[]", "{}", false)]
    [InlineData("{\"a\":1,\"b\":[{}]}", "{ \"b\":[{}], \"\\u0061\":1.0 }", true)]
    [InlineData("{\"a\":1}", "{\"a\":1,\"b\":2}", false)]
    [InlineData("{\"a\":1,\"b\":2}", "{\"a\":1}", false)]
    [InlineData("{\"a\":1}", "{\"b\":1}", false)]
    public void Without_a_declaration_values_are_compared_by_what_they_say(string left, string right, bool same)
    {
        Assert.Equal(same, Mapped.Same(Plan, "plain", left, right));
        Assert.Equal(same, Mapped.Same(Plan, "plain", right, left));
        Assert.Equal(same, Mapped.Same(HmsSync.Map.MappingPlan.Identity, "plain", left, right));
    }

    [Theory]
    [InlineData("start", "\"2026-01-01T10:00:59Z\"", "\"2026-01-01T11:00:00+01:00\"", true)]
    [InlineData("start", "\"2026-01-01T10:00:59Z\"", "\"2026-01-01T10:01:00Z\"", false)]
    [InlineData("start", "\"x\"", "\"y\"", false)]
    [InlineData("start", "\"10:00:01\"", "\"10:00\"", true)]
    [InlineData("day", "\"2026-01-01T23:59:59Z\"", "\"2026-01-01\"", true)]
    [InlineData("day", "\"2026-01-01T23:59:59Z\"", "\"2026-01-02\"", false)]
    [InlineData("phone", "\"+1 (555) 010-99\"", "\"155501099\"", true)]
    [InlineData("phone", "\"555\"", "555", true)]
    [InlineData("phone", "\"n/a\"", "\"none\"", false)]
    [InlineData("subject", "\" Visit\\t\"", "\"VISIT\"", true)]
    [InlineData("subject", "\"Vi sit\"", "\"visit\"", false)]
    [InlineData("subject", "\"\"", "null", false)]
    [InlineData("date", "\"2026-01-01T12:00:00Z\"", "\"2026-01-01\"", true)]
    [InlineData("date", "\"2026-01-01T02:00:00Z\"", "\"2026-01-01\"", false)]
    [InlineData("code", "\"a\"", "\"A\"", false)]
    public void What_is_declared_decides_beyond_that(string field, string left, string right, bool same)
    {
        Assert.Equal(same, Mapped.Same(Plan, field, left, right));
        Assert.Equal(same, Mapped.Same(Plan, field, right, left));
    }
}
