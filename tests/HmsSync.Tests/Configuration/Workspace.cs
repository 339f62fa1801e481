using Xunit;
using HmsSync.Configuration;
using HmsSync.Diagnostics;

namespace HmsSync.Tests.Configuration;

/// <summary>
/// Loads configurations from text. A <c>§</c> in the text marks the place where a fault is expected and is taken out
/// first.
/// </summary>
internal sealed class Workspace
{
    public const string File = "ws/hms-sync.yml";

    /// <summary>The least that loads: one table, no partner.</summary>
    public const string Hub = """
        hub:
          connection: hms.db
          tables:
            appointments: { key: id }
            clinics: { key: id }

        """;

    public const string Partner = """
        partners:
          hospital:
            url: https://county.example/beds
            deletes: ignore

        """;

    public MemoryFiles Files { get; } = new();

    public Dictionary<string, string> Environment { get; } = [];

    public ConfigResult Load(string yaml)
        => ConfigLoader.Load(File, Environment.GetValueOrDefault, Files.With(File, yaml));

    /// <summary>Loads and expects a plan.</summary>
    public EnginePlan Plan(string yaml)
    {
        var result = Load(yaml);
        Assert.Empty(result.Faults);
        return result.Plan!;
    }

    /// <summary>Expects exactly one fault, of this code, at the mark.</summary>
    public Fault Fault(string code, string marked)
    {
        var result = Load(marked.Replace("§", "", StringComparison.Ordinal));
        Assert.Null(result.Plan);
        return One(result.Faults, code, File, marked);
    }

    /// <summary>Expects a plan and one warning of this code, at the mark.</summary>
    public Fault Warning(string code, string marked)
    {
        var plan = Plan(marked.Replace("§", "", StringComparison.Ordinal));
        return One([.. plan.Warnings.Where(w => w.Code == code)], code, File, marked);
    }

    /// <summary>Expects exactly one fault of a mapping file at the mark in it.</summary>
    public Fault MappingFault(string code, string markedJson)
    {
        const string mapping = "ws/mappings/m.json";
        Files.With(mapping, markedJson.Replace("§", "", StringComparison.Ordinal));
        var result = Load(Hub + Partner + "    mapping: mappings/m.json\n");
        Assert.Null(result.Plan);
        return One(result.Faults, code, mapping, markedJson);
    }

    private static Fault One(IReadOnlyList<Fault> faults, string code, string file, string marked)
    {
        var fault = Assert.Single(faults);
        Assert.Equal(code, fault.Code);
        Assert.Equal(PlaceOf(file, marked), fault.Place);
        Assert.NotEmpty(fault.Message);
        return fault;
    }

    private static Place PlaceOf(string file, string marked)
    {
        var at = marked.IndexOf('§', StringComparison.Ordinal);
        Assert.True(at >= 0, "the text has no mark");
        var before = marked[..at];
        return new Place(file, before.Count(c => c == '\n') + 1, at - before.LastIndexOf('\n'));
    }
}
