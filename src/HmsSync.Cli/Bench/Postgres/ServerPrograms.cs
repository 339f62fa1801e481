using System.Diagnostics;

namespace HmsSync.Cli.Bench.Postgres;

/// <summary>
/// The programs of an installed PostgreSQL, which Debian keeps off the PATH; run as the user <c>postgres</c> where we are root,
/// because a server refuses to run as root.
/// </summary>
internal sealed class ServerPrograms
{
    private const string Debian = "/usr/lib/postgresql";

    private readonly string _bin;

    private ServerPrograms(string bin) => _bin = bin;

    /// <summary>Of the newest version that is installed; null: none is.</summary>
    public static ServerPrograms? Find()
    {
        var debian = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian)
                .OrderByDescending(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var version) ? version : 0)
                .Select(d => Path.Combine(d, "bin"))
            : [];
        var bin = debian.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "pg_ctl")));
        return bin is null ? null : new ServerPrograms(bin);
    }

    /// <summary>Runs one of them to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the text says what it wrote.</exception>
    public Task RunAsync(string folder, string program, string[] arguments, CancellationToken stop)
        => Environment.IsPrivilegedProcess
            ? EndAsync(
                folder,
                "setpriv",
                ["--reuid=postgres", "--regid=postgres", "--clear-groups", Path.Combine(_bin, program), .. arguments],
                stop)
            : EndAsync(folder, Path.Combine(_bin, program), arguments, stop);

    /// <summary>Gives a folder of ours to who runs the server.</summary>
    public static Task HandOverAsync(string folder, CancellationToken stop)
        => Environment.IsPrivilegedProcess
            ? EndAsync(folder, "chown", ["-R", "postgres:postgres", folder], stop)
            : Task.CompletedTask;

    private static async Task EndAsync(string folder, string program, string[] arguments, CancellationToken stop)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var said = process.StandardError.ReadToEndAsync(stop);
        await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await said}");
        }
    }
}
