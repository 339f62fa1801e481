using HmsSync.Configuration.Reading;
using NodaTime;

namespace HmsSync.Configuration.Compiling;

/// <summary>
/// What the compilers of one load share: where they read, what they tell, and what the file said before them.
/// </summary>
internal sealed class CompileScope(FaultLog log, IConfigFiles files, string configPath)
{
    private MappingFiles? _mappings;

    public FaultLog Log { get; } = log;

    public IConfigFiles Files { get; } = files;

    public string ConfigPath { get; } = configPath;

    /// <summary>As the user gave it: empty for the working folder.</summary>
    public string Folder { get; } = Path.GetDirectoryName(configPath) ?? "";

    public DateTimeZone Zone { get; set; } = DateTimeZone.Utc;

    /// <summary>Whether only this machine reaches the server.</summary>
    public bool OnLoopback { get; set; } = true;

    /// <summary>Null: the tables could not be read, so names cannot be judged.</summary>
    public IReadOnlyList<TablePlan>? Tables { get; set; }

    /// <summary>Topics that something in the configuration raises.</summary>
    public HashSet<string> Topics { get; } = new(StringComparer.Ordinal);

    /// <summary>Webhook paths that are taken, with who took them.</summary>
    public Dictionary<string, string> Paths { get; } = new(StringComparer.Ordinal);

    public MappingFiles Mappings => _mappings ??= new MappingFiles(this);

    public TablePlan? Table(string name) => Tables?.FirstOrDefault(t => t.Name == name);

    /// <summary>A path in the file, as seen from where the configuration was read.</summary>
    public string Beside(string path) => Path.Combine(Folder, path);
}
