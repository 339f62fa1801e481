using System.Security.Cryptography;
using System.Text.Json;

namespace HmsSync.Changes;

/// <summary>
/// One field of a record's card: a mark of the value that the hub feed last showed, and when it changed, newest first. On the
/// card it stands as <c>["mark", micros, micros …]</c>.
/// </summary>
internal readonly struct FieldStamps
{
    /// <summary>Invariant 11: changes that are remembered of one field.</summary>
    private const int Remembered = 6;

    private const int MarkBytes = 8;

    private readonly string? _mark;
    private readonly EventTime[]? _changes;

    private FieldStamps(string? mark, EventTime[] changes)
    {
        _mark = mark;
        _changes = changes;
    }

    /// <summary>False: the hub feed never showed the field.</summary>
    public bool IsKnown => _changes is { Length: > 0 };

    /// <summary>When it last changed; 0: never seen.</summary>
    public EventTime Last => IsKnown ? _changes![0] : default;

    /// <summary>What the card says of the field.</summary>
    /// <param name="card">A JSON object; empty: there is no card.</param>
    /// <param name="field">Hub name.</param>
    public static FieldStamps Of(ReadOnlySpan<byte> card, string field)
    {
        var value = JsonFields.Find(card, field);
        if (value.IsEmpty)
        {
            return default;
        }

        var reader = new Utf8JsonReader(value);
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number)
        {
            return new FieldStamps(null, [new EventTime(reader.GetInt64())]); // a card of an older store
        }

        reader.Read();
        var mark = reader.GetString();
        var changes = new List<EventTime>(Remembered);
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
        {
            changes.Add(new EventTime(reader.GetInt64()));
        }

        return new FieldStamps(mark, [.. changes]);
    }

    /// <summary>The first change after the time, as far as is remembered; the last one when none is later.</summary>
    public EventTime FirstAfter(EventTime time)
    {
        var first = Last;
        foreach (var change in _changes ?? [])
        {
            if (change > time)
            {
                first = change;
            }
        }

        return first;
    }

    /// <summary>Whether the hub feed has shown this value: one it has not is an application's write on its way.</summary>
    /// <param name="value">Raw JSON; empty: absent.</param>
    public bool HasShown(ReadOnlySpan<byte> value) => _mark is null || _mark == Mark(value);

    /// <summary>Whether this value is the last that the hub feed showed, for certain.</summary>
    /// <param name="value">Raw JSON; empty: absent.</param>
    public bool Shows(ReadOnlySpan<byte> value) => IsKnown && _mark == Mark(value);

    /// <summary>The field with one more change: of this value, at this time.</summary>
    public void WriteChanged(Utf8JsonWriter writer, ReadOnlySpan<byte> value, EventTime at)
    {
        writer.WriteStartArray();
        Span<char> mark = stackalloc char[MarkBytes * 2];
        Mark(value, mark);
        writer.WriteStringValue(mark);
        writer.WriteNumberValue(at.Micros);
        for (var i = 0; i < Math.Min(_changes?.Length ?? 0, Remembered - 1); i++)
        {
            writer.WriteNumberValue(_changes![i].Micros);
        }

        writer.WriteEndArray();
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(_mark);
        foreach (var change in _changes!)
        {
            writer.WriteNumberValue(change.Micros);
        }

        writer.WriteEndArray();
    }

    private static string Mark(ReadOnlySpan<byte> value)
    {
        Span<char> mark = stackalloc char[MarkBytes * 2];
        Mark(value, mark);
        return new string(mark);
    }

    private static void Mark(ReadOnlySpan<byte> value, Span<char> mark)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(value, hash);
        Convert.TryToHexStringLower(hash[..MarkBytes], mark, out _);
    }
}
