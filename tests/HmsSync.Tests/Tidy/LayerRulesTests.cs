using Xunit;

namespace HmsSync.Tests.Tidy;

public sealed class LayerRulesTests
{
    [Theory]
    [InlineData("Map", "using HmsSync.Resolve;")]
    [InlineData("Map", "using HmsSync.Journal;")]
    [InlineData("Routing", "global using HmsSync.Map;")]
    [InlineData("Govern", "using M = HmsSync.Map.MappingPlan;")]
    [InlineData("Resolve", "using static HmsSync.Govern.Policy;")]
    [InlineData("Deliver/Guard", "class A { HmsSync.Lanes.Lane? B; }")]
    [InlineData("Deliver", "class A { object B = HmsSync.Map.MappingPlan.Identity; }")]
    [InlineData("Resolve", "class A { Map.MappingPlan? B; }")]
    [InlineData("Journal", "using HmsSync.Deliver;")]
    [InlineData("Views", "using HmsSync.Lanes;")]
    public void A_stage_that_sees_another_is_found(string folder, string text)
        => Assert.Single(LayerRules.Stage(Of(folder, text)));

    [Theory]
    [InlineData("Map", "using HmsSync.Changes;\nusing HmsSync.Map;\nnamespace HmsSync.Map;")]
    [InlineData("Map", "class A { int B => Map.Length; }")]
    [InlineData("Lanes", "using HmsSync.Resolve;\nusing HmsSync.Deliver;\nusing HmsSync.Map;")]
    [InlineData("Views", "using HmsSync.Map;\nusing HmsSync.Govern;")]
    [InlineData("Journal", "using HmsSync.Routing;")]
    [InlineData("Configuration", "using HmsSync.Resolve;")]
    public void What_a_folder_may_see_is_not_found(string folder, string text)
        => Assert.Empty(LayerRules.Stage(Of(folder, text)));

    [Fact]
    public void The_web_server_in_the_engine_is_found()
    {
        Assert.Single(LayerRules.NoWeb(Of("Views", "using Microsoft.AspNetCore.Http;")));
        Assert.Empty(LayerRules.NoWeb(new("src/HmsSync.Server/Doors/A.cs", "using Microsoft.AspNetCore.Http;")));
    }

    [Theory]
    [InlineData("HmsSync.Adapters", "<ProjectReference Include=\"../HmsSync/HmsSync.csproj\" />", 1)]
    [InlineData("HmsSync.Adapters", "<ProjectReference Include=\"..\\HmsSync.Sdk\\HmsSync.Sdk.csproj\" />", 0)]
    [InlineData("HmsSync.Sdk", "<ProjectReference Include=\"../HmsSync/HmsSync.csproj\" />", 1)]
    [InlineData("HmsSync", "<ProjectReference Include=\"../HmsSync.Server/HmsSync.Server.csproj\" />", 1)]
    [InlineData("HmsSync", "<FrameworkReference Include=\"Microsoft.AspNetCore.App\" />", 1)]
    [InlineData("HmsSync", "<PackageReference Include=\"Microsoft.AspNetCore.OpenApi\" />", 1)]
    [InlineData("HmsSync.Server", "<FrameworkReference Include=\"Microsoft.AspNetCore.App\" />", 0)]
    public void A_reference_against_the_current_is_found(string project, string item, int found)
    {
        var text = $"<Project><ItemGroup>{item}</ItemGroup></Project>";
        Assert.Equal(found, ProjectRules.References(new($"src/{project}/{project}.csproj", text)).Count());
    }

    private static SourceFile Of(string folder, string text) => new($"src/HmsSync/{folder}/A.cs", text);
}
