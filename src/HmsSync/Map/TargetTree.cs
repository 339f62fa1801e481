using System.Text;
using System.Text.Encodings.Web;

namespace HmsSync.Map;

/// <summary>
/// The names a direction writes, in the order of the mapping file; an object inside exists only with something in it.
/// </summary>
internal sealed class TargetTree
{
    private readonly List<TargetTree> _inside = [];
    private readonly List<TargetSource> _sources = [];
    private readonly string _segment;
    private byte[]? _default;

    private TargetTree(string segment)
    {
        _segment = segment;
        Name = Encoding.UTF8.GetBytes(
            $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(segment)}\":");
    }

    /// <summary>The name as it is written, with quotes and colon.</summary>
    public byte[] Name { get; }

    /// <summary>A list and no interface: walking it must not allocate.</summary>
    public List<TargetTree> Inside => _inside;

    public static TargetTree Root() => new("");

    /// <summary>A value read from a slot; where several lead to one name, the first that is there goes.</summary>
    public void Add(IEnumerable<string> path, TargetSource source) => At(path)._sources.Add(source);

    public void AddDefault(IEnumerable<string> path, byte[] json) => At(path)._default = json;

    /// <summary>The first source that is there; null: none.</summary>
    public TargetSource? Pick(in MapRun run)
    {
        foreach (var source in _sources)
        {
            if (run.Takes(source.Slot)
                && run.Slots[source.Slot] is { IsAbsent: false } slice
                && source.Converter?.IsAbsent(slice.Of(run.Payload)) != true)
            {
                return source;
            }
        }

        return null;
    }

    /// <summary>The value that fills this name when nothing is there; null: none.</summary>
    public byte[]? Default(in MapRun run) => run.Defaults ? _default : null;

    /// <summary>Whether anything of this name will be written.</summary>
    public bool IsPresent(in MapRun run)
    {
        if (_inside.Count == 0)
        {
            return Pick(in run) is not null || Default(in run) is not null;
        }

        foreach (var inside in _inside)
        {
            if (inside.IsPresent(in run))
            {
                return true;
            }
        }

        return false;
    }

    private TargetTree At(IEnumerable<string> path)
    {
        var node = this;
        foreach (var segment in path)
        {
            var next = node._inside.Find(n => string.Equals(n._segment, segment, StringComparison.Ordinal));
            if (next is null)
            {
                next = new TargetTree(segment);
                node._inside.Add(next);
            }

            node = next;
        }

        return node;
    }
}

/// <param name="Slot">Where the value's slice is.</param>
/// <param name="Field">The field it comes from, for faults.</param>
/// <param name="Converter">Null: it goes as it is, byte by byte.</param>
internal sealed record TargetSource(int Slot, string Field, ValueConverter? Converter);
