using System.Globalization;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary>
/// The server's own programs, which Debian keeps off the PATH; run as the user <c>postgres</c> where the tests run as root, because
/// a server refuses to run as root.
/// </summary>
internal static class PostgresPrograms
{
    private const string Debian = "/usr/lib/postgresql";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly string[] AsPostgres = ["--reuid=postgres", "--regid=postgres", "--clear-groups"];

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; the text says what it wrote.</exception>
    public static async Task Run(string program, string folder, params string[] arguments)
    {
        var path = Path.Combine(Bin(), program);
        await using var process = Environment.IsPrivilegedProcess
            ? ChildProcess.Start("setpriv", [.. AsPostgres, path, .. arguments], folder)
            : ChildProcess.Start(path, arguments, folder);
        var code = await process.ExitAsync(Patience);
        if (code != 0)
        {
            throw new InvalidOperationException(
                $"{program} ended with {code}: {string.Join('\n', process.Output.Lines.Concat(process.Errors.Lines).TakeLast(20))}");
        }
    }

    /// <summary>Gives a folder of ours to who runs the server.</summary>
    public static async Task HandOver(string folder)
    {
        if (Environment.IsPrivilegedProcess)
        {
            await using var process = ChildProcess.Start("chown", ["-R", "postgres:postgres", folder]);
            Assert.Equal(0, await process.ExitAsync(Patience));
        }
    }

    /// <summary>Copies a folder as it is, owners too.</summary>
    public static async Task Copy(string from, string to)
    {
        await using var process = ChildProcess.Start("cp", ["-a", from, to]);
        Assert.Equal(0, await process.ExitAsync(Patience));
    }

    /// <summary>Of the newest version there is.</summary>
    private static string Bin()
    {
        var newest = Directory.Exists(Debian)
            ? Directory.GetDirectories(Debian).Where(d => File.Exists(Path.Combine(d, "bin", "initdb")))
                .MaxBy(d => int.TryParse(Path.GetFileName(d), CultureInfo.InvariantCulture, out var version) ? version : 0)
            : null;
        return newest is null
            ? throw new InvalidOperationException($"no PostgreSQL below {Debian}; ./test.sh installs it (Debian: postgresql)")
            : Path.Combine(newest, "bin");
    }
}
