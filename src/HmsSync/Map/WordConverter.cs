using System.Buffers;
using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Map;

/// <summary>
/// Translates words by a table. A word that is not in it: fault, kept as it is, or a fixed literal. The literal stands
/// for words that cannot be told apart any more, so on its way back it says nothing: it counts as absent.
/// </summary>
internal sealed class WordConverter : ValueConverter
{
    private readonly Dictionary<byte[], byte[]> _texts;
    private readonly Dictionary<byte[], byte[]>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly List<(byte[] Word, byte[] Other)> _others = [];
    private readonly UnknownWord _unknown;

    /// <param name="words">From → to, each a JSON value in UTF-8; texts without needless escapes.</param>
    /// <param name="unknown">What becomes of a word that is not there.</param>
    public WordConverter(IEnumerable<(byte[] From, byte[] To)> words, UnknownWord unknown)
    {
        _unknown = unknown;
        _texts = new Dictionary<byte[], byte[]>(Utf8Comparer.Instance);
        foreach (var (from, to) in words)
        {
            if (from[0] == '"')
            {
                _texts[Text(from)] = to;
            }
            else
            {
                _others.Add((from, to));
            }
        }

        _lookup = _texts.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public override string Convert(ReadOnlySpan<byte> value, IBufferWriter<byte> output)
    {
        var other = Find(value, out var found);
        if (!found && _unknown.Kind == UnknownKind.Error)
        {
            return "unknown_word";
        }

        output.Write(found ? other : _unknown.Kind == UnknownKind.Keep ? value : _unknown.Literal);
        return "";
    }

    public override bool IsAbsent(ReadOnlySpan<byte> value)
    {
        if (_unknown.Back is not { } back || !JsonSame.AreSame(value, back))
        {
            return false;
        }

        Find(value, out var found);
        return !found;
    }

    private ReadOnlySpan<byte> Find(ReadOnlySpan<byte> value, out bool found)
    {
        if (value[0] != '"')
        {
            foreach (var (word, to) in _others)
            {
                if (JsonSame.AreSame(word, value))
                {
                    found = true;
                    return to;
                }
            }

            found = false;
            return default;
        }

        var reader = new Utf8JsonReader(value);
        reader.Read();
        using var text = new JsonText(in reader);
        found = _lookup.TryGetValue(text.Utf8, out var other);
        return other;
    }

    private static byte[] Text(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        using var text = new JsonText(in reader);
        return text.Utf8.ToArray();
    }
}

internal enum UnknownKind
{
    Error,
    Keep,
    Literal,
}

/// <param name="Kind">What becomes of a word that is not in the table.</param>
/// <param name="Literal">The JSON value that stands for it.</param>
/// <param name="Back">The literal as the other way writes it; null: it writes none.</param>
internal sealed record UnknownWord(UnknownKind Kind, byte[] Literal, byte[]? Back);
