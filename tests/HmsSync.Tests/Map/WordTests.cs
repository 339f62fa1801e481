using Xunit;
namespace HmsSync.Tests.Map;

public sealed class WordTests
{
    private static string Words(string table, string more = "")
        => $$"""{ "fields": { "s": "t" }, "values": { "s": {{table}} } {{more}} }""";

    [Theory]
    [InlineData("""{"s":"open"}""", """{"t":"O"}""")]
    [InlineData("""{"s":"\u006fpen"}""", """{"t":"O"}""")]
    [InlineData("""{"s":"shut"}""", """{"t":7}""")]
    [InlineData("""{"s":"é\""}""", """{"t":"<\\>"}""")]
    public void Words_go_out_and_come_back(string hub, string partner)
    {
        var plan = Mapped.Plan(Words("""{ "open": "O", "shut": 7, "é\"": "<\\>" }"""));
        Assert.Equal(partner, Mapped.Out(plan, hub));
        Assert.Equal(hub.Replace("\\u006f", "o", StringComparison.Ordinal), Mapped.In(plan, partner));
    }

    [Fact]
    public void Numbers_and_flags_are_words_in_pairs_and_numbers_compare_by_value()
    {
        var plan = Mapped.Plan(Words("""[[1, "open"], [2.50, "half"], [true, "yes"]]"""));
        Assert.Equal("""{"t":"open"}""", Mapped.Out(plan, """{"s":1.0}"""));
        Assert.Equal("""{"t":"half"}""", Mapped.Out(plan, """{"s":25e-1}"""));
        Assert.Equal("""{"s":true}""", Mapped.In(plan, """{"t":"yes"}"""));
        Assert.Equal("unknown_word s", Mapped.Out(plan, """{"s":"1"}"""));
    }

    [Theory]
    [InlineData("""{"s":"what"}""")]
    [InlineData("""{"s":1}""")]
    [InlineData("""{"s":{}}""")]
    [InlineData("""{"s":["open"]}""")]
    public void An_unknown_word_is_a_fault_that_names_the_field_and_not_the_word(string hub)
        => Assert.Equal("unknown_word s", Mapped.Out(Mapped.Plan(Words("""{ "open": "O" }""")), hub));

    [Fact]
    public void An_unknown_word_on_the_way_in_is_blamed_on_the_partners_field()
        => Assert.Equal("unknown_word t", Mapped.In(Mapped.Plan(Words("""{ "open": "O" }""")), """{"t":"X"}"""));

    [Fact]
    public void Unknown_words_can_be_kept()
    {
        var plan = Mapped.Plan(Words("""{ "open": "O" }""", """, "unknown": "keep" """));
        Assert.Equal("""{"t":"what"}""", Mapped.Out(plan, """{"s":"what"}"""));
        Assert.Equal("""{"s":[1]}""", Mapped.In(plan, """{"t":[1]}"""));
    }

    [Fact]
    public void A_literal_stands_for_unknown_words_and_says_nothing_on_its_way_back()
    {
        // Invariant 8
        var plan = Mapped.Plan(Words("""{ "open": "O" }""", """, "unknown": "OTHER" """));
        Assert.Equal("""{"t":"OTHER"}""", Mapped.Out(plan, """{"s":"what"}"""));
        Assert.Equal("{}", Mapped.In(plan, """{"t":"OTHER"}"""));
        Assert.Equal("""{"s":"OTHER"}""", Mapped.In(plan, """{"t":"X"}"""));
        Assert.Equal("""{"s":"open"}""", Mapped.In(plan, """{"t":"O"}"""));
    }

    [Fact]
    public void A_literal_that_is_also_a_word_comes_back_as_that_word()
    {
        var plan = Mapped.Plan(Words("""{ "open": "O", "none": "OTHER" }""", """, "unknown": { "s": "OTHER" } """));
        Assert.Equal("""{"s":"none"}""", Mapped.In(plan, """{"t":"OTHER"}"""));
    }

    [Fact]
    public void Two_words_may_become_one_where_the_field_only_goes_out()
    {
        var plan = Mapped.Plan(Words("""{ "a": "X", "b": "X" }""", """, "direction": { "s": "out" } """));
        Assert.Equal("""{"t":"X"}""", Mapped.Out(plan, """{"s":"b"}"""));
        Assert.Equal("{}", Mapped.In(plan, """{"t":"X"}"""));
    }
}
