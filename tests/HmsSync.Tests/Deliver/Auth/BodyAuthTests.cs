using System.Buffers;
using System.Text;
using System.Text.Json;
using HmsSync.Configuration;
using HmsSync.Deliver.Auth;
using Xunit;

namespace HmsSync.Tests.Deliver.Auth;

public sealed class BodyAuthTests
{
    [Theory]
    [InlineData("{}", """{"token":"s3\u0022cret"}""")]
    [InlineData("""{"uid":42}""", """{"uid":42,"token":"s3\u0022cret"}""")]
    [InlineData(""" { "uid" : 1.50 , "a":{"token":"keep"} } """, """{"uid" : 1.50,"a":{"token":"keep"},"token":"s3\u0022cret"}""")]
    [InlineData("""{"token":"theirs","uid":42}""", """{"uid":42,"token":"s3\u0022cret"}""")]
    [InlineData("""{"uid":42,"\u0074oken":{"x":[1]}}""", """{"uid":42,"token":"s3\u0022cret"}""")]
    [InlineData("""{"token":1,"token":2}""", """{"token":"s3\u0022cret"}""")]
    public void The_secret_is_the_last_field_and_the_only_one_of_its_name(string mapped, string expected)
        => Assert.Equal(expected, Render(mapped));

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"private":""")]
    [InlineData("""{"private":1}}""")]
    public void What_is_no_object_is_refused_without_showing_it(string mapped)
    {
        var refused = Assert.Throws<ArgumentException>(() => Render(mapped));

        Assert.DoesNotContain("private", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token", "")]
    [InlineData("", "s3cret")]
    public void Without_a_name_or_a_secret_nothing_is_made(string name, string secret)
        => Assert.Throws<InvalidOperationException>(
            () => BodyAuth.For(new AuthPlan(AuthKind.BodyField, name, [new Secret(secret)])));

    [Fact]
    public void Another_kind_of_auth_puts_nothing_into_the_body()
        => Assert.Null(BodyAuth.For(new AuthPlan(AuthKind.Bearer, "", [new Secret("x")])));

    private static string Render(string mapped)
    {
        var auth = BodyAuth.For(new AuthPlan(AuthKind.BodyField, "token", [new Secret("s3\"cret")]));
        var output = new ArrayBufferWriter<byte>();
        auth!.Render(Encoding.UTF8.GetBytes(mapped), output);
        using var parsed = JsonDocument.Parse(output.WrittenMemory);
        Assert.Equal("s3\"cret", parsed.RootElement.GetProperty("token").GetString());
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
