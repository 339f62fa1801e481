using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;

namespace HmsSync.Partners;

/// <summary>The lines of a stream, each ended by LF or CRLF, as they come.</summary>
internal static class StreamLines
{
    /// <summary>Invariant 11: of one line.</summary>
    public const int Longest = 1024 * 1024;

    /// <exception cref="IOException">The stream broke, or a line is too long.</exception>
    public static async IAsyncEnumerable<string> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken stop)
    {
        var pipe = PipeReader.Create(stream);
        while (true)
        {
            var read = await pipe.ReadAsync(stop);
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                yield return Text(rest.Slice(0, end));
                rest = rest.Slice(rest.GetPosition(1, end));
            }

            if (rest.Length > Longest)
            {
                throw new IOException($"A line of the stream is longer than {Longest} bytes.");
            }

            pipe.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted)
            {
                yield break; // what stands behind the last line is no line
            }
        }
    }

    private static string Text(ReadOnlySequence<byte> line)
    {
        var text = Encoding.UTF8.GetString(line);
        return text.EndsWith('\r') ? text[..^1] : text;
    }
}
