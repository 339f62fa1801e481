using System.Text;
using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Reading;

/// <summary>Reads one file as text, bounded and strict; every way to fail has a name.</summary>
internal static class ConfigText
{
    /// <summary>Invariant 11: bytes of one configuration, mapping or secret file.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The text without its byte order mark; null: a fault was told.</summary>
    /// <param name="files">Where to read.</param>
    /// <param name="path">What to read; also the file's name in places.</param>
    /// <param name="wanted">Who asks: the place that a missing file is told at.</param>
    /// <param name="log">Receives the fault.</param>
    public static string? Read(IConfigFiles files, string path, Place wanted, FaultLog log)
    {
        var bytes = Bytes(files, path, wanted, log);
        if (bytes is null)
        {
            return null;
        }

        var body = bytes.AsSpan();
        body = body.StartsWith(Encoding.UTF8.Preamble) ? body[Encoding.UTF8.Preamble.Length..] : body;
        try
        {
            return Strict.GetString(body);
        }
        catch (DecoderFallbackException e)
        {
            var before = Encoding.UTF8.GetString(body[..Math.Max(0, e.Index)]);
            log.Add("config.not_utf8", At(path, before), "the file is not UTF-8", "save it as UTF-8");
            return null;
        }
    }

    private static byte[]? Bytes(IConfigFiles files, string path, Place wanted, FaultLog log)
    {
        if (files.FolderExists(path))
        {
            log.Add("config.is_folder", wanted, $"{path} is a folder, not a file");
            return null;
        }

        try
        {
            using var stream = files.Open(path);
            var buffer = new byte[MaxBytes + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length <= MaxBytes)
            {
                return buffer[..length];
            }

            log.Add("config.too_big", new Place(path, 1, 1), "the file is larger than 1 MiB", "split it");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            log.Add("config.file_missing", wanted, $"there is no file {path}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Add("config.unreadable", wanted, $"{path} cannot be read", "check its permissions");
        }

        return null;
    }

    private static Place At(string path, string before)
    {
        var line = before.AsSpan().Count('\n') + 1;
        return new Place(path, line, before.Length - before.LastIndexOf('\n'));
    }
}
