using System.Text;
using System.Text.Json;

namespace HmsSync.Routing;

/// <summary>
/// One name on the paths of a condition, with the parts that judge its value and the names inside it.
/// </summary>
internal sealed class ConditionField(string name)
{
    private readonly byte[] _name = Encoding.UTF8.GetBytes(name);
    private readonly List<ConditionField> _fields = [];
    private readonly List<(ulong Bit, ValueTest Test)> _tests = [];

    public bool HasFields => _fields.Count > 0;

    /// <summary>The field at the end of a path, made where it is not there yet.</summary>
    public ConditionField At(IEnumerable<string> path)
    {
        var field = this;
        foreach (var segment in path)
        {
            var bytes = Encoding.UTF8.GetBytes(segment);
            var next = field._fields.Find(f => f._name.AsSpan().SequenceEqual(bytes));
            if (next is null)
            {
                next = new ConditionField(segment);
                field._fields.Add(next);
            }

            field = next;
        }

        return field;
    }

    public void Add(ulong bit, ValueTest test) => _tests.Add((bit, test));

    /// <summary>The field whose name the reader stands on; null: nobody asks for it.</summary>
    public ConditionField? Find(ref Utf8JsonReader reader)
    {
        foreach (var field in _fields)
        {
            if (reader.ValueTextEquals(field._name))
            {
                return field;
            }
        }

        return null;
    }

    /// <summary>Judges the value the reader stands on; notes the parts that hold.</summary>
    public bool Judge(ref Utf8JsonReader reader, ref ulong met)
    {
        foreach (var (bit, test) in _tests)
        {
            if (!test.Holds(in reader))
            {
                return false;
            }

            met |= bit;
        }

        return true;
    }
}
