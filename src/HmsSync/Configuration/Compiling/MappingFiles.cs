using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Diagnostics;
using HmsSync.Map;

namespace HmsSync.Configuration.Compiling;

/// <summary>Reads and compiles each mapping file once, however many partners and routes name it.</summary>
internal sealed class MappingFiles(CompileScope scope)
{
    private readonly Dictionary<string, MappingPlan?> _plans = new(StringComparer.Ordinal);

    /// <summary>
    /// The mapping that a section names; <paramref name="otherwise"/> when it names none or a broken one.
    /// </summary>
    public MappingPlan Of(ConfigSection section, MappingPlan otherwise)
    {
        if (section.Text("mapping") is not { } name)
        {
            return otherwise;
        }

        var path = scope.Beside(name);
        if (!_plans.TryGetValue(path, out var plan))
        {
            plan = Load(path, section.PlaceOf("mapping"));
            _plans[path] = plan;
        }

        return plan ?? otherwise;
    }

    private MappingPlan? Load(string path, Place wanted)
    {
        var text = ConfigText.Read(scope.Files, path, wanted, scope.Log);
        var root = text is null ? null : JsonReader.Read(path, text, scope.Log);
        return root is null ? null : new MappingCompiler(scope.Log, scope.Zone).Compile(root);
    }
}
