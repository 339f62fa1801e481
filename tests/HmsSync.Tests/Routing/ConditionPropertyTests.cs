using Xunit;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using HmsSync.Configuration.Reading;
using HmsSync.Routing;

namespace HmsSync.Tests.Routing;

public sealed class ConditionPropertyTests
{
    private static readonly string[] Values
        = ["null", "true", "false", "0", "1", "1.0", "-2", "10", "\"\"", "\"a\"", "\"b\"", "\"1\"", "\"é\""];

    private static readonly Gen<string> Value = Gen.Elements(Values);

    private static Config Runs => Config.QuickThrowOnFailure.WithMaxTest(1_000).WithQuietOnSuccess(true);

    [Fact]
    public void Of_equal_and_not_equal_exactly_one_holds_for_a_field_that_is_there()
        => Check.One(Runs, Prop.ForAll(Gen.Zip(Value, Value).ToArbitrary(), pair =>
            Holds($"f: {pair.Item1}", pair.Item2) != Holds($"f: {{ne: {pair.Item1}}}", pair.Item2)));

    [Fact]
    public void For_values_with_an_order_greater_is_not_less_or_equal()
        => Check.One(Runs, Prop.ForAll(Gen.Zip(Value, Value).ToArbitrary(), pair =>
        {
            var (operand, value) = pair;
            var ordered = JsonNode.Parse(operand)?.GetValueKind() == JsonNode.Parse(value)?.GetValueKind();
            if (operand is "null" or "true" or "false")
            {
                return true;
            }

            var (greater, notGreater) = (Holds($"f: {{gt: {operand}}}", value), Holds($"f: {{lte: {operand}}}", value));
            return ordered ? greater != notGreater : !greater && !notGreater;
        }));

    [Fact]
    public void A_list_holds_when_one_of_its_values_does()
        => Check.One(Runs, Prop.ForAll(Gen.Zip(Value.NonEmptyListOf(), Value).ToArbitrary(), pair =>
            Holds($"f: [{string.Join(", ", pair.Item1)}]", pair.Item2)
                == pair.Item1.Any(one => Holds($"f: {one}", pair.Item2))));

    [Fact]
    public void The_order_of_the_fields_does_not_matter()
        => Check.One(Runs, Prop.ForAll(Gen.Zip(Value, Value).ToArbitrary(), pair =>
        {
            var (a, b) = pair;
            var condition = Compile($"a: {a}\nb: {{ne: {b}}}\nc.d: {{exists: false}}");
            return condition.Holds(Encoding.UTF8.GetBytes($"{{\"a\":{b},\"b\":{a},\"c\":{{}}}}"))
                == condition.Holds(Encoding.UTF8.GetBytes($"{{\"c\":{{}},\"b\":{a},\"a\":{b}}}"));
        }));

    private static bool Holds(string where, string value)
        => Compile(where).Holds(Encoding.UTF8.GetBytes($"{{\"f\":{value}}}"));

    private static Condition Compile(string where)
    {
        var log = new FaultLog();
        var condition = new ConditionCompiler(log).Compile(new YamlReader("w.yml", log).Read(where)!);
        Assert.Empty(log.Faults);
        return condition!;
    }
}
