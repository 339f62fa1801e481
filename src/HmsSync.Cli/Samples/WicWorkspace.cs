using System.Security.Cryptography;
using HmsSync.Cli.Shell;
using Microsoft.Data.Sqlite;

namespace HmsSync.Cli.Samples;

/// <summary>Writes the workspace of <c>samples/wic</c>: configuration, mapping, hub database, secrets.</summary>
internal static class WicWorkspace
{
    public const string Config = "hms-sync.yml";
    public const string Hub = "hms.db";
    public const string Token = "secrets/lotus.token";
    public const string Doorbell = "secrets/lotus.doorbell";
    public const string EngineUrl = "http://127.0.0.1:8080";
    public const string LotusUrl = "http://127.0.0.1:8701";

    private const string Mapping = "mappings/lotus.json";
    private const string Ignored = ".gitignore";
    private const int SecretBytes = 32;

    /// <summary>What it writes, in order, relative to the folder.</summary>
    public static IReadOnlyList<string> Files { get; } = [Config, Mapping, Token, Doorbell, Hub, Ignored];

    /// <param name="folder">Made when it is not there.</param>
    /// <param name="edit">Changes the configuration's text on its way: the demo listens elsewhere.</param>
    /// <exception cref="CommandFailedException">A file is there already, or the folder cannot be written.</exception>
    public static void Write(string folder, Func<string, string> edit)
    {
        RefuseToOverwrite(folder);
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "mappings"));
            CreateOwnFolder(Path.Combine(folder, "secrets"));
            WriteNew(Path.Combine(folder, Config), edit(Embedded.Text("wic/hms-sync.yml")));
            WriteNew(Path.Combine(folder, Mapping), Embedded.Text("wic/mappings/lotus.json"));
            WriteSecret(Path.Combine(folder, Token));
            WriteSecret(Path.Combine(folder, Doorbell));
            WriteNew(Path.Combine(folder, Ignored), "secrets/\n*.db*\n");
            CreateHub(Path.Combine(folder, Hub));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw CommandFailedException.Usage($"the workspace cannot be written: {e.Message}");
        }
    }

    private static void RefuseToOverwrite(string folder)
    {
        if (File.Exists(folder))
        {
            throw CommandFailedException.Usage($"{folder} is a file, not a folder.");
        }

        if (Files.FirstOrDefault(file => Path.Exists(Path.Combine(folder, file))) is { } there)
        {
            throw CommandFailedException.Usage(
                $"{Path.Combine(folder, there)} is there already; nothing was written. Name another folder: hms-sync init DIR");
        }
    }

    private static void CreateHub(string path)
    {
        using var hub = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        hub.Open();
        using var command = hub.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL;" + Embedded.Text("wic/schema.sql");
        command.ExecuteNonQuery();
    }

    private static void WriteSecret(string path)
        => WriteNew(path, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes)) + "\n", ownerOnly: true);

    private static void WriteNew(string path, string text, bool ownerOnly = false)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (ownerOnly && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options);
        file.Write(text);
    }

    private static void CreateOwnFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
