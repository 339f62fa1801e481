using Xunit;
using FsCheck;
using FsCheck.Fluent;

namespace HmsSync.Tests.Map;

public sealed class RoundTripTests
{
    private const int Fields = 5;

    private static readonly string[] Values =
    [
        "null", "true", "1.50", "-12345678901234567890", "\"\"", "\"a\\n\\u00e9\"", "\"😀\"", "[1,null]",
        "{\"x\":{\"y\":[]}}",
    ];

    private static readonly string[] Times = ["\"2026-02-28\"", "\"1999-12-31\"", "\"2024-02-29\"", "null"];

    private static readonly string[] Patterns = ["yyyyMMdd", "dd.MM.yyyy", "d-MMM-yyyy", "M/d/yyyy", "iso"];

    private static Config Runs => Config.QuickThrowOnFailure.WithMaxTest(1_000).WithQuietOnSuccess(true);

    /// <summary>
    /// A field of the payload: whether it is there, its value, and whether it is nested on either side.
    /// </summary>
    private static Gen<(bool There, string Value, bool HubNested, bool PartnerNested)> Field(string[] values)
        => from there in Gen.Elements(true, true, false)
           from value in Gen.Elements(values)
           from hub in Gen.Elements(true, false)
           from partner in Gen.Elements(true, false)
           select (there, value, hub, partner);

    [Fact]
    public void What_went_out_comes_back_as_it_was()
    {
        // Invariant 8
        var payloads = Gen.Zip(Field(Values).ArrayOf(Fields), Gen.Zip(Field(Times), Gen.Elements(Patterns)));
        Check.One(Runs, Prop.ForAll(payloads.ToArbitrary(), sample =>
        {
            var (fields, (time, pattern)) = sample;
            var all = fields.Append(time).Append((true, "\"open\"", false, false)).ToArray();
            var plan = Mapped.Plan(Mapping(all, pattern));
            var hub = Payload(all);
            return Mapped.In(plan, Mapped.Out(plan, hub)) == hub;
        }));
    }

    [Fact]
    public void Where_the_rest_is_kept_nothing_is_lost_either()
    {
        var names = Gen.Elements("a", "b", "keep1", "keep2", "keep3").ListOf().Select(l => l.Distinct().ToArray());
        var plan = Mapped.Plan("""{ "fields": { "a": "x", "b": "y.z" }, "rest": "keep" }""");
        Check.One(Runs, Prop.ForAll(names.ToArbitrary(), present =>
        {
            var fields = present.Order(StringComparer.Ordinal).Select((n, i) => $"\"{n}\":{i}");
            var hub = $"{{{string.Join(',', fields)}}}";
            return Mapped.In(plan, Mapped.Out(plan, hub)) == hub;
        }));
    }

    [Fact]
    public void Equality_of_a_format_is_that_of_what_the_partner_sees()
    {
        var start = new DateTimeOffset(2026, 3, 1, 0, 30, 0, TimeSpan.Zero);
        var instants = Gen.Choose(0, 400).Select(h => $"\"{start.AddHours(h):yyyy-MM-dd'T'HH:mm:ss'Z'}\"");
        var plan = Mapped.Plan(
            """
            { "fields": { "t": "t" }, "formats": { "t": { "partner": "yyyyMMdd", "zone": "America/New_York" } } }
            """);
        Check.One(Runs, Prop.ForAll(Gen.Zip(instants, instants).ToArbitrary(), pair =>
        {
            var (a, b) = pair;
            var alike = Mapped.Out(plan, $"{{\"t\":{a}}}") == Mapped.Out(plan, $"{{\"t\":{b}}}");
            return Mapped.Same(plan, "t", a, b) == alike;
        }));
    }

    private static string Mapping(
        (bool There, string Value, bool HubNested, bool PartnerNested)[] fields, string pattern)
    {
        var named = fields.Select((f, i) =>
            $"\"{(f.HubNested ? $"h{i}.in" : $"h{i}")}\": \"{(f.PartnerNested ? $"deep.p{i}" : $"p{i}")}\"");
        var time = fields[Fields].HubNested ? $"h{Fields}.in" : $"h{Fields}";
        return $$"""
            {
              "fields": { {{string.Join(", ", named)}} },
              "formats": { "{{time}}": { "partner": "{{pattern}}" } },
              "values": { "h{{Fields + 1}}": { "open": "O", "shut": 0 } }
            }
            """;
    }

    private static string Payload((bool There, string Value, bool HubNested, bool PartnerNested)[] fields)
        => "{" + string.Join(',', fields.Index().Where(f => f.Item.There).Select(f =>
            f.Item.HubNested ? $"\"h{f.Index}\":{{\"in\":{f.Item.Value}}}" : $"\"h{f.Index}\":{f.Item.Value}")) + "}";
}
