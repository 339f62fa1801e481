using HmsSync.Changes;
using HmsSync.Resolve;
using Xunit;

namespace HmsSync.Tests.Resolve;

public sealed class HeldFieldsTests
{
    [Fact]
    public void A_partner_that_holds_every_told_field_needs_no_call()
    {
        // Invariant 5: no echo.
        Assert.True(HeldFields.Agree("""{"id":1,"start":"10"}"""u8, """{"start":"10","notes":"x"}"""u8, f => f != "notes"));
        Assert.False(HeldFields.Agree("""{"id":1,"start":"10"}"""u8, """{"start":"11"}"""u8, _ => true));
        Assert.False(HeldFields.Agree(""u8, """{"start":"10"}"""u8, _ => true));
        Assert.True(HeldFields.Same("\"\\u0041\""u8, "\"A\""u8));
    }

    [Fact]
    public void A_value_is_found_by_its_name_whatever_stands_before_it()
    {
        var record = """{"a":{"start":1},"st\u0061rt":[2,{}],"b":null}"""u8;
        Assert.Equal("[2,{}]"u8, JsonFields.Find(record, "start"));
        Assert.Equal("null"u8, JsonFields.Find(record, "b"));
        Assert.True(JsonFields.Find(record, "c").IsEmpty);
        Assert.True(JsonFields.Find(""u8, "a").IsEmpty);
    }
}
