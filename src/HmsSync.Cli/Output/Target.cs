using System.Text;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Output;

/// <summary>Where an export goes: a file that the owner alone may read, or standard output.</summary>
internal sealed class Target : IAsyncDisposable
{
    private readonly StreamWriter? _file;

    private Target(TextWriter writer, StreamWriter? file)
    {
        Writer = writer;
        _file = file;
    }

    public TextWriter Writer { get; }

    /// <exception cref="CommandFailedException">The file cannot be written.</exception>
    public static Target Open(Call call, string? path)
    {
        if (path is null)
        {
            return new Target(call.World.Output, null);
        }

        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            var file = new StreamWriter(path, new UTF8Encoding(false), options);
            return new Target(file, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CommandFailedException.Usage($"--out: {e.Message}");
        }
    }

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? new ValueTask(Writer.FlushAsync());
}
