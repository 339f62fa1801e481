using System.Text.Json;
using Microsoft.Win32.SafeHandles;

namespace HmsSync.Partners;

/// <summary>
/// A partner's memory: JSON lines, appended and synced to disk one by one. A line that was cut by a crash is dropped at the
/// next start; it was never acknowledged.
/// </summary>
/// <typeparam name="TLine">One thing that happened.</typeparam>
internal sealed class LineFile<TLine> : IDisposable
    where TLine : class
{
    private readonly SafeFileHandle _handle;
    private long _length;

    /// <param name="path">Made when it is not there. One process has it at a time.</param>
    /// <param name="replay">Gets every line, oldest first.</param>
    public LineFile(string path, Action<TLine> replay)
    {
        _handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        try
        {
            _length = Replay(path, replay);
            RandomAccess.SetLength(_handle, _length);
        }
        catch
        {
            _handle.Dispose();
            throw;
        }
    }

    /// <summary>Returns when the line is on disk.</summary>
    public void Append(TLine line)
    {
        byte[] bytes = [.. JsonSerializer.SerializeToUtf8Bytes(line, PartnerJson.Options), (byte)'\n'];
        try
        {
            RandomAccess.Write(_handle, bytes, _length);
            RandomAccess.FlushToDisk(_handle);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_handle, _length); // half a line must not stand before the next
            throw;
        }

        _length += bytes.Length;
    }

    public void Dispose() => _handle.Dispose();

    private long Replay(string path, Action<TLine> replay)
    {
        var bytes = new byte[RandomAccess.GetLength(_handle)];
        for (var read = 0; read < bytes.Length;)
        {
            read += RandomAccess.Read(_handle, bytes.AsSpan(read), read);
        }

        var (start, number) = (0, 0);
        for (var end = Array.IndexOf(bytes, (byte)'\n'); end >= 0; end = Array.IndexOf(bytes, (byte)'\n', start))
        {
            number++;
            ReplayLine(bytes.AsSpan(start, end - start), $"{path}:{number}", replay);
            start = end + 1;
        }

        return start;
    }

    private static void ReplayLine(ReadOnlySpan<byte> line, string place, Action<TLine> replay)
    {
        try
        {
            replay(JsonSerializer.Deserialize<TLine>(line, PartnerJson.Options) ?? throw new JsonException());
        }
        catch (JsonException)
        {
            throw new InvalidDataException($"{place}: damaged; put a copy of the file back or delete it");
        }
    }
}
