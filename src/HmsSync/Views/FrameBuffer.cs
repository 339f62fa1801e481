using System.Buffers;
using HmsSync.Changes;

namespace HmsSync.Views;

/// <summary>Rendered events, one behind the other. Used again and again by one owner, so that to render makes no garbage.</summary>
internal sealed class FrameBuffer : IBufferWriter<byte>
{
    private const int FirstBytes = 16 << 10;
    private const int LongestNumber = 20;

    private static readonly SearchValues<byte> LineBreaks = SearchValues.Create("\r\n"u8);

    private readonly List<Frame> _frames = [];
    private byte[] _bytes = new byte[FirstBytes];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public IReadOnlyList<Frame> Frames => _frames;

    /// <summary>Where the fields of one row stand while they are judged.</summary>
    public ArrayBufferWriter<byte> Fields { get; } = new(1_024);

    public void Clear()
    {
        Length = 0;
        _frames.Clear();
    }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    public void Add(ReadOnlySpan<byte> utf8)
    {
        utf8.CopyTo(GetSpan(utf8.Length));
        Length += utf8.Length;
    }

    public void Add(long number)
    {
        number.TryFormat(GetSpan(LongestNumber), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
    }

    public void Add(EventTime time)
    {
        time.WriteUtf8(GetSpan(EventTime.Utf8Length));
        Length += EventTime.Utf8Length;
    }

    public void Add(Cursor cursor)
    {
        cursor.WriteUtf8(GetSpan(Cursor.Length));
        Length += Cursor.Length;
    }

    /// <summary>Takes back what stands from there on.</summary>
    public void TakeBack(int from) => Length = from;

    /// <summary>A line break in JSON stands between tokens only: as a space it says the same, and a frame stays one line.</summary>
    public void KeepOnOneLine(int from)
    {
        var rest = _bytes.AsSpan(from, Length - from);
        for (var at = rest.IndexOfAny(LineBreaks); at >= 0; at = rest.IndexOfAny(LineBreaks))
        {
            rest[at] = (byte)' ';
            rest = rest[(at + 1)..];
        }
    }

    /// <summary>What was added since the last frame is the event of this number.</summary>
    public void EndFrame(long position, string? topic) => _frames.Add(new Frame(position, Length, topic));

    private void Reserve(int more)
    {
        if (_bytes.Length - Length < Math.Max(more, 1))
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + more));
        }
    }
}

/// <summary>One rendered event.</summary>
/// <param name="Position">Its number in the view.</param>
/// <param name="End">Where it ends in the bytes; it begins where the one before ends.</param>
/// <param name="Topic">Null: it is withheld, and does not tell.</param>
internal readonly record struct Frame(long Position, int End, string? Topic);

/// <summary>What stands around an event.</summary>
internal enum FrameForm
{
    /// <summary>NDJSON: a line break behind each.</summary>
    Lines,

    /// <summary>Items of a JSON array: a comma before each.</summary>
    Items,

    /// <summary>Server-Sent Events (WHATWG HTML 9.2): the cursor as <c>id:</c>, the event as <c>data:</c>.</summary>
    Events,
}
