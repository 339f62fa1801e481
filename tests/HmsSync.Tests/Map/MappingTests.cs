using Xunit;
namespace HmsSync.Tests.Map;

public sealed class MappingTests
{
    /// <summary>As the contract shows it.</summary>
    private const string Contract = """
        {
          "fields":   { "minIcuBeds": "bedCap", "effectiveDate": "start", "citizen.name": "patient.display",
                        "resource": "resource" },
          "values":   { "resource": { "ICU_BED": "resource_55" } },
          "formats":  { "effectiveDate": { "hub": "iso", "partner": "yyyyMMdd", "zone": "America/New_York" } },
          "defaults": { "priority": "HIGH" },
          "hub_defaults": { "clinic_id": 12 },
          "rest":     "drop"
        }
        """;

    [Fact]
    public void The_mapping_of_the_contract_goes_both_ways()
    {
        var plan = Mapped.Plan(Contract);
        var hub = """
            {"resource":"ICU_BED","citizen":{"name":"Ann","ssn":"x"},"minIcuBeds":12.50,
            "effectiveDate":"2026-11-22T03:00:00Z","secret":1}
            """;
        var partner = """
            {"bedCap":12.50,"start":"20261121","patient":{"display":"Ann"},"resource":"resource_55","priority":"HIGH"}
            """;
        Assert.Equal(partner, Mapped.Out(plan, hub, defaults: true));
        Assert.Equal(
            """{"minIcuBeds":12.50,"effectiveDate":"2026-11-21","citizen":{"name":"Ann"},"""
            + "\"resource\":\"ICU_BED\",\"clinic_id\":12}",
            Mapped.In(plan, partner, defaults: true));
    }

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("""{"minIcuBeds":null}""", """{"bedCap":null}""")]
    [InlineData("""{"citizen":{}}""", "{}")]
    [InlineData("""{"citizen":null}""", "{}")]
    [InlineData("""{"citizen":{"name":null}}""", """{"patient":{"display":null}}""")]
    [InlineData("""{"resource":null,"effectiveDate":null}""", """{"start":null,"resource":null}""")]
    public void Absent_stays_absent_and_null_stays_null(string hub, string partner)
    {
        // Invariant 8
        Assert.Equal(partner, Mapped.Out(Mapped.Plan(Contract), hub));
    }

    [Theory]
    [InlineData("12345678901234567890.123456789012345678901234567890")]
    [InlineData("-0.10e+05")]
    [InlineData("\"\\u0041\\/\\ud83d\\ude00\"")]
    [InlineData("{\"a\" : [1, {\"b\":null}] }")]
    [InlineData("[ ]")]
    [InlineData("true")]
    public void Values_are_copied_byte_by_byte(string value)
        => Assert.Equal($"{{\"bedCap\":{value}}}", Mapped.Out(Mapped.Plan(Contract), $"{{\"minIcuBeds\":{value}}}"));

    [Fact]
    public void Names_with_dots_and_escapes_are_found()
    {
        var plan = Mapped.Plan("""{ "fields": { "a\\.b": "x\\.y", "q\"": "é.\u0001" } }""");
        Assert.Equal("""{"x.y":1,"é":{"\u0001":2}}""", Mapped.Out(plan, """{"a":{"b":9},"a\u002eb":1,"q\"":2}"""));
        Assert.Equal("""{"a.b":1,"q\"":2}""", Mapped.In(plan, """{"\u00e9":{"\u0001":2},"x.y":1}"""));
    }

    [Fact]
    public void Defaults_fill_what_is_absent_never_over_a_value_and_never_come_back()
    {
        var plan = Mapped.Plan(
            """{ "fields": { "p": "priority" }, "defaults": { "priority": "HIGH", "meta": {"v":[1]}, "a.b": 1 } }""");
        Assert.Equal(
            """{"priority":"HIGH","meta":{"v":[1]},"a":{"b":1}}""", Mapped.Out(plan, "{}", defaults: true));
        Assert.Equal(
            """{"priority":"LOW","meta":{"v":[1]},"a":{"b":1}}""", Mapped.Out(plan, """{"p":"LOW"}""", defaults: true));
        Assert.Equal("""{"priority":null}""", Mapped.Out(plan, """{"p":null}"""));
        Assert.Equal(
            """{"p":null}""", Mapped.In(plan, """{"priority":null,"meta":{"v":[1]},"a":{"b":1}}""", defaults: true));
    }

    [Fact]
    public void What_is_not_named_is_dropped_or_kept_under_its_own_name()
    {
        var fields = """{ "id": "uid", "secret": "s" }, "direction": { "secret": "in" }""";
        Assert.Equal("""{"uid":1}""", Mapped.Out(Mapped.Plan($$"""{ "fields": {{fields}} }"""), """{"x":2,"id":1}"""));
        var kept = Mapped.Plan($$"""{ "fields": {{fields}}, "rest": "keep" }""");
        Assert.Equal("""{"uid":1,"x":{"y":2}}""", Mapped.Out(kept, """{"x":{"y":2},"id":1,"secret":3,"uid":4}"""));
        Assert.Equal("""{"id":1,"secret":5,"x":null}""", Mapped.In(kept, """{"x":null,"uid":1,"s":5,"id":9}"""));
    }

    [Fact]
    public void Where_the_rest_is_kept_a_default_does_not_stand_beside_a_value()
    {
        var plan = Mapped.Plan(
            """{ "defaults": { "priority": "HIGH" }, "hub_defaults": { "clinic_id": 12 }, "rest": "keep" }""");
        var hub = """{"priority":"LOW","clinic_id":3}""";
        Assert.Equal("""{"clinic_id":3,"priority":"LOW"}""", Mapped.Out(plan, hub, defaults: true));
        Assert.Equal("""{"clinic_id":12,"x":1}""", Mapped.In(plan, """{"priority":"HIGH","x":1}""", defaults: true));
    }

    [Fact]
    public void Fields_of_one_direction_go_that_way_only()
    {
        var plan = Mapped.Plan(
            """{ "fields": { "a": "x", "b": "y", "c": "z" }, "direction": { "a": "out", "b": "in" } }""");
        Assert.Equal("""{"x":1,"z":3}""", Mapped.Out(plan, """{"a":1,"b":2,"c":3}"""));
        Assert.Equal("""{"b":2,"c":3}""", Mapped.In(plan, """{"x":1,"y":2,"z":3}"""));
    }

    [Fact]
    public void Where_two_fields_go_to_one_name_the_first_that_is_known_goes()
    {
        var plan = Mapped.Plan("""{ "fields": { "nick": "name", "full": "name" }, "direction": { "nick": "out" } }""");
        Assert.Equal("""{"name":"N"}""", Mapped.Out(plan, """{"full":"F","nick":"N"}"""));
        Assert.Equal("""{"name":"F"}""", Mapped.Out(plan, """{"full":"F"}"""));
        Assert.Equal("""{"full":"F"}""", Mapped.In(plan, """{"name":"F"}"""));
    }

    [Fact]
    public void A_delete_carries_the_mapped_key_and_nothing_else()
    {
        var plan = Mapped.Plan("""
            {
              "fields": { "id": "ref.id", "clinic": "c", "x": "y" },
              "defaults": { "p": 1 },
              "values": { "clinic": { "a": "A" } }
            }
            """);
        var row = """{"x":1,"id":7,"clinic":"a"}""";
        Assert.Equal("""{"ref":{"id":7},"c":"A"}""", Mapped.Key(plan, row, "clinic", "id"));
        Assert.Equal("{}", Mapped.Key(plan, row, "other"));
        Assert.Equal("""{"id":7}""", Mapped.Key(HmsSync.Map.MappingPlan.Identity, row, "id"));
    }

    [Fact]
    public void Without_a_mapping_every_field_goes_as_it_is()
    {
        var plan = HmsSync.Map.MappingPlan.Identity;
        Assert.Equal(
            """{"b":1.10,"a":{"x": null}}""", Mapped.Out(plan, """ { "b":1.10, "a":{"x": null} } """, defaults: true));
        Assert.Equal("id", plan.PartnerFieldOf("id"));
        Assert.True(plan.CanReceive("id"));
    }

    [Fact]
    public void The_names_of_both_sides_can_be_asked_for()
    {
        var plan = Mapped.Plan(Contract);
        Assert.Equal(["minIcuBeds", "effectiveDate", "citizen.name", "resource"], plan.HubFields);
        Assert.Equal(["bedCap", "start", "patient.display", "resource"], plan.PartnerFields);
        Assert.Equal("patient.display", plan.PartnerFieldOf("citizen.name"));
        Assert.Null(plan.PartnerFieldOf("clinic_id"));
        Assert.True(plan.CanSend("priority"));
        Assert.False(plan.CanSend("minIcuBeds"));
        Assert.True(plan.CanReceive("clinic_id"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("{")]
    [InlineData("{\"a\":1,}")]
    [InlineData("{} {}")]
    [InlineData("{\"\\ud800\":1}")]
    public void What_is_no_object_is_a_fault_and_not_an_exception(string payload)
    {
        var plan = Mapped.Plan("""{ "fields": { "minIcuBeds": "b" }, "rest": "keep" }""");
        Assert.Equal("not_json ", Mapped.Out(plan, payload));
        Assert.Equal("not_json ", Mapped.In(plan, payload));
    }

    [Fact]
    public void A_mapping_allocates_nothing_per_payload()
    {
        var plan = Mapped.Plan(Contract);
        var hub = """
            {"resource":"ICU_BED","citizen":{"name":"Ann"},"minIcuBeds":12,"effectiveDate":"2026-11-22T03:00:00Z"}
            """u8.ToArray();
        var output = new System.Buffers.ArrayBufferWriter<byte>(4_096);
        Assert.False(plan.ToPartner(hub, true, output).IsFault);
        Assert.Equal(0, Changes.Allocations.Least(() =>
        {
            output.ResetWrittenCount();
            plan.ToPartner(hub, true, output);
        }));
    }

    [Fact]
    public void The_fingerprint_is_that_of_the_content_not_of_its_spaces()
    {
        var one = Mapped.Plan("""{ "fields": { "a": "b", "c": "d" } }""").Fingerprint;
        Assert.Equal(one, Mapped.Plan("""{"fields":{"\u0061":"b","c":"d"}}""").Fingerprint);
        Assert.NotEqual(one, Mapped.Plan("""{"fields":{"c":"d","a":"b"}}""").Fingerprint);
        Assert.NotEqual(one, Mapped.Plan("""{"fields":{"a":"b","c":"e"}}""").Fingerprint);
        Assert.NotEqual(one, Mapped.Plan("""{"fields":{"a":"b","c":"d"}}""", "Europe/Paris").Fingerprint);
    }
}
