using System.Security.Cryptography;
using HmsSync.Cli.Shell;
using Microsoft.Data.Sqlite;

namespace HmsSync.Cli.Samples;

/// <summary>Writes a workspace of <c>samples/</c>: configuration, mappings, rules, hub database, secrets.</summary>
internal sealed class WorkspaceWriter(SampleWorkspace sample)
{
    private const string Ignored = ".gitignore";
    private const int SecretBytes = 32;

    /// <summary>What it writes, in order, relative to the folder.</summary>
    public IReadOnlyList<string> Files { get; } =
    [
        SampleWorkspace.Config, .. sample.Texts.Select(SampleWorkspace.PlaceOf), .. sample.Secrets, SampleWorkspace.Hub, Ignored,
    ];

    /// <param name="folder">Made when it is not there.</param>
    /// <param name="edit">Changes the configuration's text on its way: the demo listens elsewhere.</param>
    /// <exception cref="CommandFailedException">A file is there already, or the folder cannot be written.</exception>
    public void Write(string folder, Func<string, string> edit)
    {
        RefuseToOverwrite(folder);
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "mappings"));
            Directory.CreateDirectory(Path.Combine(folder, "conflicts"));
            CreateOwnFolder(Path.Combine(folder, "secrets"));
            WriteNew(Path.Combine(folder, SampleWorkspace.Config), edit(Embedded.Text($"{sample.Name}/{SampleWorkspace.Config}")));
            foreach (var text in sample.Texts)
            {
                WriteNew(Path.Combine(folder, SampleWorkspace.PlaceOf(text)), Embedded.Text(text));
            }

            foreach (var secret in sample.Secrets)
            {
                WriteSecret(Path.Combine(folder, secret));
            }

            WriteNew(Path.Combine(folder, Ignored), "secrets/\n*.db*\n*.jsonl\n");
            CreateHub(Path.Combine(folder, SampleWorkspace.Hub));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw CommandFailedException.Usage($"the workspace cannot be written: {e.Message}");
        }
    }

    private void RefuseToOverwrite(string folder)
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

    private void CreateHub(string path)
    {
        using var hub = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ConnectionString);
        hub.Open();
        using var command = hub.CreateCommand();
#pragma warning disable CA2100 // the texts are part of this program
        command.CommandText = "PRAGMA journal_mode=WAL;" + string.Concat(sample.Schemas.Select(Embedded.Text));
#pragma warning restore CA2100
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
