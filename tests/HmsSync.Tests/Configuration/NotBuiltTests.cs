using Xunit;
namespace HmsSync.Tests.Configuration;

public sealed class NotBuiltTests
{
    private readonly Workspace _workspace = new();

    [Theory]
    [InlineData("store: §postgres://u@h/db\n")]
    [InlineData("governance: §governance.yml\n")]
    [InlineData("partners: { p: { adapter: §caldav } }\n")]
    [InlineData("partners: { p: { adapter: §salesforce } }\n")]
    public void Parts_of_the_contract_that_are_not_built_are_refused(string marked) => Refused(Workspace.Hub + marked);

    [Theory]
    [InlineData("adapters", "adapters/lotus.cs", "")]
    [InlineData("mine", "mine/lotus.cs", "adapters: mine\n")]
    public void Adapters_that_somebody_wrote_are_not_passed_over(string folder, string file, string yaml)
    {
        _workspace.Files.WithFolder($"ws/{folder}").With($"ws/{file}", "x");
        var fault = Assert.Single(_workspace.Load(Workspace.Hub + yaml).Faults);
        Assert.Equal(("config.not_built", $"ws/{file}"), (fault.Code, fault.Place!.File));
    }

    private void Refused(string marked)
        => Assert.Contains(
            "is part of the contract but is not built in this version",
            _workspace.Fault("config.not_built", marked).Message,
            StringComparison.Ordinal);
}
