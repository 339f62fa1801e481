using HmsSync.Configuration.Compiling;
using HmsSync.Configuration.Reading;
using HmsSync.Diagnostics;

namespace HmsSync.Configuration;

/// <summary>Reads a workspace: <c>hms-sync.yml</c> and the files it names.</summary>
internal static class ConfigLoader
{
    /// <param name="path">The configuration file; relative paths in it are relative to its folder.</param>
    /// <param name="environment">Looks an environment variable up; null: not set.</param>
    /// <param name="files">Where files are read; null: the disk.</param>
    public static ConfigResult Load(string path, Func<string, string?> environment, IConfigFiles? files = null)
    {
        files ??= DiskFiles.Instance;
        var log = new FaultLog();
        var text = ConfigText.Read(files, path, new Place(path, 1, 1), log);
        var root = text is null ? null : new YamlReader(path, log).Read(text);
        if (root is null)
        {
            return new ConfigResult(null, log.Faults);
        }

        var scope = new CompileScope(log, files, path);
        root = new Substitution(environment, files, scope.Folder, log).Apply(root);
        var plan = new EngineCompiler(scope).Compile(root);
        return log.Count > 0 || plan is null
            ? new ConfigResult(null, log.Faults)
            : new ConfigResult(plan with { Warnings = log.Warnings }, []);
    }
}
