using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace HmsSync.Hubs;

/// <summary>Writes one JSON object after another into the same buffer. One user at a time.</summary>
internal sealed class JsonBuffer : IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes;
    private readonly Utf8JsonWriter _writer;

    /// <param name="capacity">Bytes at first; it grows.</param>
    /// <param name="encoder">Null: nothing but ASCII is left.</param>
    public JsonBuffer(int capacity, JavaScriptEncoder? encoder = null)
    {
        _bytes = new ArrayBufferWriter<byte>(capacity);
        _writer = new Utf8JsonWriter(_bytes, new() { Encoder = encoder });
    }

    /// <summary>For the fields, between <see cref="Begin"/> and <see cref="End"/>.</summary>
    public Utf8JsonWriter Fields => _writer;

    /// <summary>Forgets what was written before, finished or not.</summary>
    public void Begin()
    {
        _bytes.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
    }

    /// <summary>The object; until the next one begins.</summary>
    public ReadOnlySpan<byte> End()
    {
        _writer.WriteEndObject();
        _writer.Flush();
        return _bytes.WrittenSpan;
    }

    public void Dispose() => _writer.Dispose();
}
