using Xunit;
namespace HmsSync.Tests.Configuration;

public sealed class JsonReaderTests
{
    private readonly Workspace _workspace = new();

    [Theory]
    [InlineData("config.empty", "§")]
    [InlineData("config.empty", "§ \n ")]
    [InlineData("config.json", "{ \"rest\": \"keep\", §}")]
    [InlineData("config.json", "{\n  §// comment\n}")]
    [InlineData("config.json", "{} §{}")]
    [InlineData("config.json", "{ \"rest\": §keep }")]
    [InlineData("config.duplicate_key", "{ \"rest\": \"keep\",\n  §\"rest\": \"drop\" }")]
    [InlineData("config.duplicate_key", "{ \"fields\": { \"a\": \"b\", §\"\\u0061\": \"c\" } }")]
    [InlineData("config.lone_surrogate", "{ \"fields\": { \"é\": §\"\\ud800\" } }")]
    [InlineData("config.wrong_type", "§[]")]
    [InlineData("config.unknown_key", "{ §\"field\": {} }")]
    [InlineData("config.wrong_type", "{ \"fields\": §[] }")]
    [InlineData("config.wrong_type", "{ \"fields\": { \"a\": §5 } }")]
    [InlineData("config.bad_value", "{ \"rest\": §\"kept\" }")]
    public void Json_is_strict_and_each_fault_has_its_place(string code, string marked)
        => _workspace.MappingFault(code, marked);

    [Fact]
    public void Depth_is_bounded_at_64()
    {
        // Invariant 11
        _workspace.Files.With("ws/m.json", new string('[', 100_000));
        var fault = Assert.Single(_workspace.Load($"{Workspace.Hub}{Workspace.Partner}    mapping: m.json\n").Faults);
        Assert.Equal("config.too_deep", fault.Code);
    }

    [Fact]
    public void A_mapping_file_that_several_name_tells_its_faults_once()
    {
        _workspace.Files.With("ws/m.json", "{ \"rest\": 5 }").With("ws/n.json", "{}");
        var yaml = Workspace.Hub + Workspace.Partner
            + "    mapping: m.json\n    send: [ { on: clinics, mapping: m.json } ]\n";
        Assert.Single(_workspace.Load(yaml).Faults);
    }
}
