using System.Text;
using System.Text.Json;

namespace HmsSync.Map;

/// <summary>The names a direction reads; finds their values in one scan of the payload.</summary>
internal sealed class SourceTree
{
    private readonly byte[] _name;
    private readonly List<SourceTree> _inside = [];

    private SourceTree(string name) => _name = Encoding.UTF8.GetBytes(name);

    /// <summary>Where the value's slice goes; -1: only names inside it are read.</summary>
    private int Slot { get; set; } = -1;

    public static SourceTree Root() => new("");

    public void Add(IEnumerable<string> path, int slot)
    {
        var node = this;
        foreach (var segment in path)
        {
            var bytes = Encoding.UTF8.GetBytes(segment);
            var next = node._inside.Find(n => n._name.AsSpan().SequenceEqual(bytes));
            if (next is null)
            {
                next = new SourceTree(segment);
                node._inside.Add(next);
            }

            node = next;
        }

        node.Slot = slot;
    }

    /// <summary>Notes each value's place in the payload; the reader stands on the start of the object.</summary>
    public void Scan(ref Utf8JsonReader reader, scoped Span<Slice> slots)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var node = Find(ref reader);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (node is { _inside.Count: > 0 } && reader.TokenType == JsonTokenType.StartObject)
            {
                node.Scan(ref reader, slots);
            }
            else
            {
                reader.Skip();
            }

            if (node is { Slot: >= 0 })
            {
                slots[node.Slot] = new Slice(start, (int)reader.BytesConsumed - start);
            }
        }
    }

    private SourceTree? Find(ref Utf8JsonReader reader)
    {
        foreach (var node in _inside)
        {
            if (reader.ValueTextEquals(node._name))
            {
                return node;
            }
        }

        return null;
    }
}

/// <summary>Where a value stands in the payload, in bytes; a length of 0: it is absent.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    public bool IsAbsent => Length == 0;

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> payload) => payload.Slice(Start, Length);
}
