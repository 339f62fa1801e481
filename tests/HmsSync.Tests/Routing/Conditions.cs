using HmsSync.Configuration.Reading;
using HmsSync.Routing;

namespace HmsSync.Tests.Routing;

/// <summary>Conditions to test with.</summary>
internal static class Conditions
{
    /// <summary>The field has the value.</summary>
    public static Condition Of(string field, string value)
    {
        var log = new FaultLog();
        return new ConditionCompiler(log).Compile(new YamlReader("test.yml", log).Read($"{field}: {value}")!)!;
    }
}
