using HmsSync.Configuration;
using HmsSync.Diagnostics;

namespace HmsSync.Tests.Configuration.Records;

/// <summary>A partner with one table under <c>records</c>; texts hold the lines below it, and below <c>receive</c>, not indented.</summary>
internal sealed class RecordsWorkspace
{
    private const string Head = """
        partners:
          p:
            url: https://p.example/api/
            mapping: mappings/lotus.json

        """;

    private readonly Workspace _workspace = new();

    public RecordsWorkspace()
    {
        Mapping("""{ "fields": { "id": "uid", "start": "begin", "kind": "categories" } }""");
    }

    public void Mapping(string json) => _workspace.Files.With("ws/mappings/lotus.json", json);

    public PartnerPlan Plan(string records, string receive = "") => _workspace.Plan(Yaml(records, receive)).Partners[0];

    public IEnumerable<string> Warnings(string records, string receive = "")
        => _workspace.Plan(Yaml(records, receive)).Warnings.Select(w => w.Code);

    public Fault Fault(string code, string records, string receive = "") => _workspace.Fault(code, Yaml(records, receive));

    public Fault Warning(string code, string records, string receive = "") => _workspace.Warning(code, Yaml(records, receive));

    private static string Yaml(string records, string receive)
        => Workspace.Hub + Head
            + (receive.Length > 0 ? "    receive:\n" + Indented(receive, 6) : "")
            + "    records:\n      appointments:\n" + Indented(records, 8);

    private static string Indented(string lines, int columns)
        => string.Concat(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"{new string(' ', columns)}{line}\n"));
}
