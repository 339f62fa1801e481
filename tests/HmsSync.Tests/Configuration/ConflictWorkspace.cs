using HmsSync.Configuration;
using HmsSync.Diagnostics;
using Xunit;

namespace HmsSync.Tests.Configuration;

/// <summary>
/// A workspace with one two-way table, <c>appointments</c>, and one that only goes out, <c>clinics</c>. A <c>§</c> in a
/// conflict file marks the place where something is expected.
/// </summary>
internal sealed class ConflictWorkspace
{
    public const string File = "ws/conflicts/a.yml";

    /// <summary>Rules for every field, so that nothing is missing.</summary>
    public const string All = "table: appointments\nrules: [{ field: \"*\", winner: latest_change }]\n";

    private readonly Workspace _workspace = new();

    public ConflictWorkspace() => Map("""
        { "fields": { "id": "uid", "start": "begin", "end": "finish", "subject": "title", "status": "state", "notes": "body" },
          "values": { "status": { "booked": "OPEN", "cancelled": "GONE" } }, "direction": { "notes": "out" } }
        """);

    public string Partner { get; set; } = "deletes: send";

    public string Yaml => $$"""
        {{Workspace.Hub}}partners:
          lotus_notes:
            url: https://lotus.example/
            {{Partner}}
            mapping: m.json
            send: [{ on: appointments }, { on: clinics, mapping: c.json }]
            receive:
              webhook: { verify: none }
              events: { slot: { table: appointments } }
          wic: { adapter: none, send: [{ on: appointments }] }
        """;

    public ConflictWorkspace Map(string mapping)
    {
        _workspace.Files.With("ws/m.json", mapping);
        _workspace.Files.With("ws/c.json", """{ "fields": { "id": "id", "name": "name" } }""");
        return this;
    }

    public ConflictWorkspace With(string path, string text)
    {
        _workspace.Files.WithFolder("ws/conflicts").With(path, text);
        return this;
    }

    public ConfigResult Load(string? conflicts = null)
        => (conflicts is null ? this : With(File, conflicts))._workspace.Load(Yaml);

    public ConflictPlan Plan(string? conflicts = null, string table = "appointments")
    {
        var result = Load(conflicts);
        Assert.Empty(result.Faults);
        return result.Plan!.Conflicts[table];
    }

    /// <summary>Exactly one fault, of this code, at the mark.</summary>
    public Fault Fault(string code, string marked)
    {
        var fault = Assert.Single(Load(Unmarked(marked)).Faults);
        Assert.Equal((code, Place(marked)), (fault.Code, fault.Place));
        return fault;
    }

    /// <summary>No fault, and exactly one warning about conflicts, of this code, at the mark.</summary>
    public Fault Warning(string code, string marked)
    {
        var warning = Assert.Single(Warnings(Unmarked(marked)));
        Assert.Equal((code, Place(marked)), (warning.Code, warning.Place));
        return warning;
    }

    public IReadOnlyList<Fault> Warnings(string? conflicts = null)
    {
        var result = Load(conflicts);
        Assert.Empty(result.Faults);
        return [.. result.Plan!.Warnings.Where(w => w.Code.StartsWith("conflicts.", StringComparison.Ordinal))];
    }

    private static string Unmarked(string marked) => marked.Replace("§", "", StringComparison.Ordinal);

    private static Place Place(string marked)
    {
        var at = marked.IndexOf('§', StringComparison.Ordinal);
        Assert.True(at >= 0, "the text has no mark");
        var before = marked[..at];
        return new Place(File, before.Count(c => c == '\n') + 1, at - before.LastIndexOf('\n'));
    }
}
