using Xunit;
namespace HmsSync.Tests.Map;

public sealed class TimeTests
{
    private static string Format(string hub, string partner, string zone = "America/New_York")
        => $$"""
            {
              "fields": { "t": "t" },
              "formats": { "t": { "hub": "{{hub}}", "partner": "{{partner}}", "zone": "{{zone}}" } }
            }
            """;

    [Theory]
    [InlineData("iso", "yyyyMMdd", "\"2026-01-31\"", "\"20260131\"")]
    [InlineData("iso", "dd.MM.yyyy HH:mm", "\"2026-07-01T13:05:00Z\"", "\"01.07.2026 09:05\"")]
    [InlineData("iso", "M/d/yyyy h:mm tt", "\"2026-01-02T18:05:00Z\"", "\"1/2/2026 1:05 PM\"")]
    [InlineData("iso", "d-MMM-yy", "\"2026-11-02\"", "\"2-Nov-26\"")]
    [InlineData("iso", "yyyy-MM-ddTHH:mm:ss.fffZ", "\"2026-01-02T03:04:05.12Z\"", "\"2026-01-02T03:04:05.120Z\"")]
    [InlineData("iso", "yyyy-MM-dd'T'HH:mm:ss.FFFzzz", "\"2026-07-01T13:05:00Z\"", "\"2026-07-01T09:05:00-04:00\"")]
    [InlineData("iso", "yyyyMMddHHmmssK", "\"2026-07-01T13:05:00Z\"", "\"20260701130500Z\"", "UTC")]
    [InlineData("iso", "HHmm", "\"23:59:00\"", "\"2359\"")]
    [InlineData("iso", "epoch", "\"2026-01-01T00:00:00Z\"", "1767225600")]
    [InlineData("iso", "epoch_ms", "\"1969-12-31T23:59:59.999Z\"", "-1")]
    [InlineData("epoch", "yyyyMMddHHmmss", "1767225600", "\"20251231190000\"")]
    [InlineData("yyyy-MM-dd HH:mm:ss", "iso", "\"2026-01-02 03:04:05\"", "\"2026-01-02T08:04:05Z\"")]
    [InlineData("iso", "'year' yyyy\\\\dMMdd", "\"2026-01-31\"", "\"year 2026d0131\"")]
    public void Times_go_out_and_come_back(
        string hub, string partner, string hubValue, string partnerValue, string zone = "America/New_York")
    {
        var plan = Mapped.Plan(Format(hub, partner, zone));
        Assert.Equal($"{{\"t\":{partnerValue}}}", Mapped.Out(plan, $"{{\"t\":{hubValue}}}"));
        Assert.Equal($"{{\"t\":{hubValue}}}", Mapped.In(plan, $"{{\"t\":{partnerValue}}}"));
    }

    [Theory]
    [InlineData("\"2026-01-01T04:59:59Z\"", "\"20251231\"")]
    [InlineData("\"2026-01-01T05:00:00+00:00\"", "\"20260101\"")]
    [InlineData("\"2026-01-01T00:30:00+0530\"", "\"20251231\"")]
    [InlineData("\"2026-01-01 00:00:00\"", "\"20260101\"")]
    [InlineData("\"2026-01-01T10:00\"", "\"20260101\"")]
    public void A_point_in_time_becomes_the_date_in_the_zone(string iso, string date)
        => Assert.Equal($"{{\"t\":{date}}}", Mapped.Out(Mapped.Plan(Format("iso", "yyyyMMdd")), $"{{\"t\":{iso}}}"));

    [Theory]
    [InlineData("\"202603080230\"", "\"2026-03-08T07:30:00Z\"")]
    [InlineData("\"202611010130\"", "\"2026-11-01T05:30:00Z\"")]
    public void An_hour_that_is_skipped_moves_on_and_one_that_is_doubled_is_the_first(string local, string instant)
        => Assert.Equal(
            $"{{\"t\":{instant}}}", Mapped.In(Mapped.Plan(Format("iso", "yyyyMMddHHmm")), $"{{\"t\":{local}}}"));

    [Theory]
    [InlineData("\"2026-02-30\"")]
    [InlineData("\"2026-13-01\"")]
    [InlineData("\"2026-1-1\"")]
    [InlineData("\"20260101\"")]
    [InlineData("\"2026-01-01T24:00:00Z\"")]
    [InlineData("\"2026-01-01T10:00:60Z\"")]
    [InlineData("\"2026-01-01T10:00:00+19:00\"")]
    [InlineData("\"2026-01-01T10:00:00Zz\"")]
    [InlineData("\"2026-01-01T10:00:00.Z\"")]
    [InlineData("\"0001-01-01\"")]
    [InlineData("\"12:00\"")]
    [InlineData("\"\"")]
    [InlineData("\"next week\"")]
    [InlineData("20260101")]
    [InlineData("true")]
    [InlineData("{}")]
    public void What_is_no_time_of_the_form_is_a_fault(string value)
        => Assert.Equal("bad_format t", Mapped.Out(Mapped.Plan(Format("iso", "yyyyMMdd")), $"{{\"t\":{value}}}"));

    [Theory]
    [InlineData("yyyyMMdd", "\"2026011\"")]
    [InlineData("yyyyMMdd", "\"202601011\"")]
    [InlineData("h:mm tt", "\"13:00 PM\"")]
    [InlineData("h:mm tt", "\"0:30 AM\"")]
    [InlineData("d-MMM-yy", "\"2-Nom-26\"")]
    [InlineData("epoch", "1.5")]
    [InlineData("epoch", "99999999999999")]
    [InlineData("epoch", "\"1\"")]
    public void What_the_partner_sends_in_another_form_is_a_fault(string pattern, string value)
        => Assert.Equal("bad_format t", Mapped.In(Mapped.Plan(Format("iso", pattern)), $"{{\"t\":{value}}}"));

    [Fact]
    public void A_format_without_a_zone_takes_that_of_the_engine()
    {
        var plan = Mapped.Plan(
            """{ "fields": { "t": "t" }, "formats": { "t": { "partner": "HH:mm dd.MM.yyyy" } } }""", "Asia/Tokyo");
        Assert.Equal("""{"t":"09:00 01.01.2026"}""", Mapped.Out(plan, """{"t":"2026-01-01T00:00:00Z"}"""));
    }

    [Fact]
    public void A_pattern_that_cannot_be_read_back_is_taken_where_the_field_only_goes_out()
    {
        var plan = Mapped.Plan(
            """{ "fields": { "t": "t" }, "formats": { "t": { "partner": "MM/yy" } }, "direction": { "t": "out" } }""");
        Assert.Equal("""{"t":"01/26"}""", Mapped.Out(plan, """{"t":"2026-01-31"}"""));
    }
}
