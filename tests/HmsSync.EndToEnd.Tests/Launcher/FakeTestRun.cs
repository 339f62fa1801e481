using System.Text.RegularExpressions;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Launcher;

/// <summary>
/// A checkout that holds <c>test.sh</c> and test projects whose results are given: a <c>dotnet</c> of its own writes the
/// reports. Shows how the script sums up without running a test.
/// </summary>
internal sealed partial class FakeTestRun : IDisposable
{
    private const string Dotnet = """
        #!/usr/bin/env bash
        if [[ $1 == build ]]; then
            [[ ! -e $ROOT/build-is-broken ]]; exit
        fi
        name=$(basename "$1" .dll)
        echo "$*" >>"$ROOT/calls"
        mkdir -p artifacts/test-results
        read -r passed failed skipped code <"$ROOT/results/$name"
        [[ $passed == crash ]] ||
            echo "<assemblies><assembly name=\"x\" errors=\"0\" failed=\"$failed\" not-run=\"0\" passed=\"$passed\"" \
                "skipped=\"$skipped\" total=\"9\"></assembly></assemblies>" >"artifacts/test-results/$name.xml"
        exit "$code"
        """;

    private static readonly string[] Tools =
        ["bash", "basename", "cat", "dirname", "env", "grep", "id", "mkdir", "readlink", "rm", "tr"];

    private readonly TempWorkspace _workspace = new();
    private string _path;

    public FakeTestRun()
    {
        _path = $"{_workspace["bin"]}:{Environment.GetEnvironmentVariable("PATH")}";
        _workspace.WriteProgram("bin/dotnet", Dotnet);
        var script = File.ReadAllText(Path.Combine(Checkout.Root, "test.sh"));
        foreach (var need in Needs().Match(script).Groups[1].Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            _workspace.WriteProgram($"bin/{need.Split(':')[0]}", "#!/bin/sh\n");
        }

        _workspace.WriteProgram("test.sh", script);
    }

    /// <summary>The arguments of each test program that was run, one line each.</summary>
    public string Calls => File.ReadAllText(_workspace["calls"]);

    /// <summary>A test project that will report these numbers and end with the code.</summary>
    public FakeTestRun Project(string name, int passed, int failed, int skipped, int code)
        => Result(name, $"{passed} {failed} {skipped} {code}");

    /// <summary>A test project that ends with the code and leaves no report.</summary>
    public FakeTestRun CrashingProject(string name, int code) => Result(name, $"crash 0 0 {code}");

    public FakeTestRun Seeds(int code) => Script("tests/seeds.sh", code);

    public FakeTestRun Mutants(int code) => Script("tests/mutants/run.sh", code);

    public FakeTestRun BrokenBuild()
    {
        _workspace.Write("build-is-broken", "");
        return this;
    }

    /// <summary>A machine without sqlite3, whose package manager ends with the code and notes what it was asked.</summary>
    public FakeTestRun WithoutSqlite(int packageManagerCode)
    {
        File.Delete(_workspace["bin/sqlite3"]);
        _workspace.WriteProgram("bin/sudo", "#!/bin/sh\nexec \"$@\"\n");
        _workspace.WriteProgram(
            "bin/apt-get", $"#!/bin/sh\necho \"apt-get $*\" >>\"$ROOT/calls\"\nexit {packageManagerCode}\n");
        foreach (var tool in Tools)
        {
            File.CreateSymbolicLink(_workspace[$"bin/{tool}"], $"/usr/bin/{tool}");
        }

        _path = _workspace["bin"];
        return this;
    }

    public Task<CliRun> RunAsync(params string[] arguments)
    {
        var environment = new Dictionary<string, string?> { ["ROOT"] = _workspace.Folder, ["PATH"] = _path };
        return CliRun.RunProgramAsync(_workspace["test.sh"], arguments, "/", environment);
    }

    public void Dispose() => _workspace.Dispose();

    private FakeTestRun Script(string path, int code)
    {
        _workspace.Write(path, $"exit {code}");
        return this;
    }

    private FakeTestRun Result(string name, string result)
    {
        _workspace.Write($"tests/{name}.Tests/{name}.Tests.csproj", "");
        _workspace.Write($"results/{name}.Tests", result + "\n");
        return this;
    }

    /// <summary>What the script installs: program:package.</summary>
    [GeneratedRegex(@"^needs=\(([^)]+)\)$", RegexOptions.Multiline)]
    private static partial Regex Needs();
}
