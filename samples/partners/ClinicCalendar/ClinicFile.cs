using System.Text.Json;

namespace HmsSync.Partners;

/// <summary>
/// The calendar's memory: JSON lines, each on disk before it counts. A line that was cut by a crash is dropped at the next
/// start; it was never acknowledged.
/// </summary>
internal sealed class ClinicFile : IDisposable
{
    private readonly FileStream _file;

    /// <param name="path">Made when it is not there. One process has it at a time.</param>
    /// <param name="replay">Gets every line, oldest first.</param>
    /// <exception cref="InvalidDataException">A whole line is damaged.</exception>
    public ClinicFile(string path, Action<ClinicLine> replay)
    {
        _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            var bytes = new byte[_file.Length];
            _file.ReadExactly(bytes);
            var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
            for (var start = 0; start < whole;)
            {
                var end = Array.IndexOf(bytes, (byte)'\n', start);
                replay(Read(bytes.AsSpan(start, end - start), path));
                start = end + 1;
            }

            _file.SetLength(whole);
        }
        catch
        {
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Returns when the line is on disk.</summary>
    public void Append(ClinicLine line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, ClinicLine.Json), (byte)'\n'];
        _file.Write(bytes);
        _file.Flush(flushToDisk: true);
    }

    public void Dispose() => _file.Dispose();

    private static ClinicLine Read(ReadOnlySpan<byte> line, string path)
    {
        try
        {
            return JsonSerializer.Deserialize<ClinicLine>(line, ClinicLine.Json) ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"{path}: damaged; put a copy of the file back or delete it");
        }
    }
}
