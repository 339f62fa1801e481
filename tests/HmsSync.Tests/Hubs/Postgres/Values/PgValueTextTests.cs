using System.Text;
using HmsSync.Hubs.Postgres.Values;
using Xunit;

namespace HmsSync.Tests.Hubs.Postgres.Values;

/// <summary>What is written is exactly what came, or nothing is. Types by their oids (pg_type.dat).</summary>
public sealed class PgValueTextTests
{
    private const uint Bool = 16, Bytea = 17, Int4 = 23, TextType = 25, Json = 114, Float4 = 700, Float8 = 701, Date = 1082, Time = 1083;
    private const uint Timestamp = 1114, TimestampTz = 1184, Numeric = 1700, Box = 603;

    /// <summary>numeric(10,2), and numeric(5,-2), as the catalogue codes them.</summary>
    private const int TwoDigits = (10 << 16) + 2 + 4, Hundreds = (5 << 16) + 2046 + 4;

    [Theory]
    [InlineData(Int4, "42", "42")]
    [InlineData(Int4, "\"42\"", "42")]
    [InlineData(Int4, "4.20e1", "42")]
    [InlineData(Int4, "-1200e-2", "-12")]
    [InlineData(Int4, "0.5e1", "5")]
    [InlineData(Int4, "true", "1")]
    [InlineData(Int4, "0.0", "0")]
    [InlineData(Numeric, "123456789012345678901234567890.10", "123456789012345678901234567890.10")]
    [InlineData(Numeric, "1.5e3", "1500")]
    [InlineData(Numeric, "15e-4", "0.0015")]
    [InlineData(Numeric, "\"NaN\"", "NaN")]
    [InlineData(Float8, "0.1", "0.1")]
    [InlineData(Float8, "\"-Infinity\"", "-Infinity")]
    [InlineData(Float4, "0.1", "0.1")]
    [InlineData(Bool, "true", "true")]
    [InlineData(Bool, "0", "false")]
    [InlineData(Bytea, "\"AP8=\"", @"\x00ff")]
    [InlineData(Bytea, "\"\"", @"\x")]
    [InlineData(TextType, "\"\"", "")]
    [InlineData(TextType, "\"a\\u00fc\\n\"", "aü\n")]
    [InlineData(TextType, "12.50", "12.50")]
    [InlineData(TextType, """{"a":[1]}""", """{"a":[1]}""")]
    [InlineData(Json, "\"text\"", "\"text\"")]
    [InlineData(Json, """{"a": [1]}""", """{"a": [1]}""")]
    [InlineData(Date, "\"2024-02-29\"", "2024-02-29")]
    [InlineData(Date, "\"+12024-02-29\"", "12024-02-29")]
    [InlineData(Date, "\"-0043-03-15\"", "0044-03-15 BC")]
    [InlineData(Date, "\"0044-03-15 BC\"", "0044-03-15 BC")]
    [InlineData(Date, "\"infinity\"", "infinity")]
    [InlineData(Time, "\"10:00:00.5\"", "10:00:00.5")]
    [InlineData(TimestampTz, "\"2024-02-29T10:00:00.123456+02:00\"", "2024-02-29 10:00:00.123456+02:00")]
    [InlineData(TimestampTz, "\"2024-02-29T10:00:00.1234560Z\"", "2024-02-29 10:00:00.1234560Z")]
    [InlineData(Timestamp, "\"2024-02-29T10:00:00Z\"", "2024-02-29 10:00:00")]
    [InlineData(Timestamp, "\"2024-02-29T10:00:00+02:00\"", "2024-02-29 08:00:00.000000")]
    public void A_value_is_read_for_its_column(uint type, string json, string text)
        => Assert.Equal(text, PgValueText.Read(PgValueType.Of(type), Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData(Int4, "1.5")]
    [InlineData(Int4, "\"12 \"")]
    [InlineData(Int4, "1e5000")]
    [InlineData(Int4, "[1]")]
    [InlineData(Float8, "0.12345678901234567891")]
    [InlineData(Float8, "1e999")]
    [InlineData(Float4, "0.123456789")]
    [InlineData(Bool, "\"yes\"")]
    [InlineData(Bool, "2")]
    [InlineData(Bytea, "\"no base64!\"")]
    [InlineData(TextType, "\"a\\u0000b\"")] // PostgreSQL has no NUL
    [InlineData(TextType, "\"\\ud800\"")]
    [InlineData(Date, "\"now\"")]
    [InlineData(Date, "\"1/2/2026\"")]
    [InlineData(Date, "\"2024-02-29T10:00:00\"")] // the time would be dropped
    [InlineData(Time, "\"infinity\"")]
    [InlineData(Timestamp, "\"2024-02-29T10:00:00.1234567\"")] // would be rounded
    [InlineData(TimestampTz, "1700000000")]
    public void What_the_column_would_change_is_not_taken(uint type, string json)
        => Assert.Null(PgValueText.Read(PgValueType.Of(type), Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData(Numeric, TwoDigits, "1.50", true)]
    [InlineData(Numeric, TwoDigits, "1.500", true)]
    [InlineData(Numeric, TwoDigits, "1.505", false)]
    [InlineData(Numeric, Hundreds, "12300", true)]
    [InlineData(Numeric, Hundreds, "12345", false)]
    [InlineData(TimestampTz, 0, "\"2024-02-29T10:00:00.000Z\"", true)]
    [InlineData(TimestampTz, 0, "\"2024-02-29T10:00:00.5Z\"", false)]
    public void Declared_scale_and_precision_bound_what_is_taken(uint type, int modifier, string json, bool fits)
        => Assert.Equal(fits, PgValueText.Read(PgValueType.Of(type, 0, modifier), Encoding.UTF8.GetBytes(json)) is not null);

    [Theory]
    [InlineData(Int4, "[1,null,[]]", """{"1",NULL,{}}""")]
    [InlineData(TextType, """["a,b","c\"d\\e","NULL",""]""", """{"a,b","c\"d\\e","NULL",""}""")]
    [InlineData(Json, """[{"a":1},[2]]""", """{"{\"a\":1}","[2]"}""")]
    [InlineData(Box, """["(1,1),(0,0)"]""", """{"(1,1),(0,0)"}""")]
    [InlineData(Int4, "\"[2:3]={7,8}\"", "[2:3]={7,8}")]
    public void An_array_is_read_with_all_elements_quoted(uint element, string json, string text)
        => Assert.Equal(text, PgValueText.Read(PgValueType.Of(1, element), Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void An_array_with_one_bad_element_is_not_taken()
        => Assert.Null(PgValueText.Read(PgValueType.Of(1, Int4), "[1,1.5]"u8));
}
