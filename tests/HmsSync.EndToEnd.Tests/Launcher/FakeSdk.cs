using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Launcher;

/// <summary>
/// A checkout that holds the launcher and a source, and a <c>dotnet</c> that writes down what it was asked: whether the
/// launcher builds when it should is then a matter of milliseconds.
/// </summary>
internal sealed class FakeSdk : IDisposable
{
    private const string Dotnet = """
        #!/usr/bin/env bash
        echo "$1" >>"$CALLS"
        if [[ $1 != build ]]; then
            echo "ran: ${*:2}"
            [[ ${2-} == wait ]] && exec sleep 60
            [[ ${2-} == streams ]] && readlink -f /proc/$$/fd/0 /proc/$$/fd/2
            exit 7
        fi
        echo "noise of the build"
        [[ -e global.json && ! -e $CALLS.broken ]] || exit 1
        mkdir -p artifacts/bin/HmsSync.Cli/release
        touch artifacts/bin/HmsSync.Cli/release/hms-sync.dll
        """;

    private readonly TempWorkspace _workspace = new();

    public FakeSdk()
    {
        _workspace.WriteProgram("bin/dotnet", Dotnet);
        _workspace.WriteProgram("checkout/hms-sync", File.ReadAllText(Path.Combine(Checkout.Root, "hms-sync")));
        _workspace.Write("checkout/src/A.cs", "");
        _workspace.Write("checkout/build/words.txt", "");
        _workspace.Write("checkout/global.json", "{}");
        _workspace.Write("checkout/Directory.Build.props", "");
    }

    public string Launcher => _workspace["checkout/hms-sync"];

    /// <summary>How often it was asked to build so far.</summary>
    public int Builds => File.ReadLines(_workspace["calls"]).Count(line => line == "build");

    public Dictionary<string, string?> Environment => new()
    {
        ["CALLS"] = _workspace["calls"],
        ["PATH"] = $"{_workspace["bin"]}:{System.Environment.GetEnvironmentVariable("PATH")}",
    };

    public string PathOf(string relative) => _workspace[relative];

    public void WriteSource(string relative, string text) => _workspace.Write(relative, text);

    public void BreakBuild() => _workspace.Write("calls.broken", "");

    public Task<CliRun> RunAsync(params string[] arguments)
        => CliRun.RunProgramAsync(Launcher, arguments, _workspace.Folder, Environment);

    public void Dispose() => _workspace.Dispose();
}
