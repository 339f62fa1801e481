using System.Buffers;
using System.Text.Json;

namespace HmsSync.Changes;

/// <summary>
/// The text of a JSON string as UTF-8 without its escapes. Copies only when there are escapes; dispose it.
/// </summary>
internal ref struct JsonText : IDisposable
{
    private byte[]? _rented;

    /// <summary>
    /// Takes the string the reader stands on; throws <see cref="InvalidOperationException"/> on a lone surrogate.
    /// </summary>
    public JsonText(ref readonly Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            Utf8 = reader.ValueSpan;
            return;
        }

        _rented = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        Utf8 = _rented.AsSpan(0, reader.CopyString(_rented));
    }

    public ReadOnlySpan<byte> Utf8 { get; private set; }

    public void Dispose()
    {
        Utf8 = default;
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
        }
    }
}
