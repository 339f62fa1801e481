using Xunit;
using System.Globalization;
using System.Numerics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HmsSync.Changes;

namespace HmsSync.Tests.Changes;

public sealed class JsonNumberTests
{
    [Theory]
    [InlineData("1.10", "1.1")]
    [InlineData("11e-1", "1.1")]
    [InlineData("0", "-0.00e9")]
    [InlineData("100", "1E2")]
    [InlineData("0.001", "1e-3")]
    [InlineData("9007199254740993", "9007199254740993.0")]
    [InlineData("0e999999999999999999999", "0")]
    public void Numbers_of_one_value_are_the_same(string left, string right) => Assert.Equal(0, Compare(left, right));

    [Theory]
    [InlineData("9007199254740992", "9007199254740993")]
    [InlineData("0.30000000000000004", "0.30000000000000005")]
    [InlineData("-1", "0")]
    [InlineData("-2", "-1")]
    [InlineData("9", "10")]
    [InlineData("1e-400", "1e400")]
    [InlineData("1", "1.0000000000000000000000001")]
    public void No_digit_is_lost(string smaller, string greater)
    {
        Assert.True(Compare(smaller, greater) < 0);
        Assert.True(Compare(greater, smaller) > 0);
    }

    [Fact]
    public void The_order_is_that_of_exact_fractions()
    {
        var number =
            from mantissa in Gen.Choose(-99_999, 99_999)
            from scale in Gen.Choose(0, 6)
            from exponent in Gen.Choose(-6, 6)
            select (mantissa, scale, exponent);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true), Prop.ForAll(
            Gen.Zip(number, number).ToArbitrary(),
            pair => Math.Sign(Compare(Text(pair.Item1), Text(pair.Item2)))
                == Exact(pair.Item1).CompareTo(Exact(pair.Item2))));
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("-0", true)]
    [InlineData("12.50", true)]
    [InlineData("1e3", true)]
    [InlineData("1E-3", true)]
    [InlineData("", false)]
    [InlineData("-", false)]
    [InlineData("010", false)]
    [InlineData("+1", false)]
    [InlineData("1.", false)]
    [InlineData(".5", false)]
    [InlineData("1e", false)]
    [InlineData("1e+", false)]
    [InlineData("NaN", false)]
    [InlineData("1 ", false)]
    [InlineData("٣", false)]
    public void Only_json_numbers_are_numbers(string text, bool isNumber)
        => Assert.Equal(isNumber, JsonNumber.IsNumber(text));

    private static int Compare(string left, string right)
        => JsonNumber.Compare(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private static string Text((int Mantissa, int Scale, int Exponent) n)
    {
        var digits = Math.Abs(n.Mantissa).ToString(CultureInfo.InvariantCulture).PadLeft(n.Scale + 1, '0');
        var text = n.Scale == 0 ? digits : $"{digits[..^n.Scale]}.{digits[^n.Scale..]}";
        return string.Create(CultureInfo.InvariantCulture, $"{(n.Mantissa < 0 ? "-" : "")}{text}e{n.Exponent}");
    }

    private static BigInteger Exact((int Mantissa, int Scale, int Exponent) n)
        => n.Mantissa * BigInteger.Pow(10, 20 + n.Exponent - n.Scale);
}
