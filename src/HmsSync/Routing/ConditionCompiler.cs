using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Configuration.Values;

namespace HmsSync.Routing;

/// <summary>
/// Compiles a <c>where</c> as it is written: field → value, list (any of), or operators that must all hold.
/// </summary>
internal sealed class ConditionCompiler(FaultLog log)
{
    private static readonly string[] Operators = ["gt", "gte", "lt", "lte", "ne", "exists", "like"];

    private readonly ConditionField _root = new("");
    private ulong _required;
    private int _parts;

    /// <summary>Null: there is a fault, which is told.</summary>
    public Condition? Compile(ConfigNode where)
    {
        var before = log.Count;
        foreach (var entry in log.EntriesOf(where, "a map of fields and what they must be"))
        {
            Field(entry);
        }

        if (_parts > Condition.MaxParts)
        {
            log.Add("where.too_many", where.Place, $"a condition has at most {Condition.MaxParts} parts");
        }

        return log.Count > before ? null : _parts == 0 ? Condition.Always : new Condition(_root, _required);
    }

    private void Field(ConfigEntry entry)
    {
        if (FieldPath.Parse(entry.Key) is not { } path)
        {
            log.Add(
                "where.bad_path", entry.Place, $"'{entry.Key}' is no field path", @"write a.b; a literal dot is \.");
            return;
        }

        var field = _root.At(path.Segments);
        switch (entry.Value)
        {
            case ConfigMap { Entries.Count: > 0 } operators:
                foreach (var part in operators.Entries)
                {
                    Add(field, Part(part), present: !IsAbsence(part));
                }

                break;
            case ConfigMap:
                log.Add(
                    "where.no_operator", entry.Value.Place, "an empty map says nothing", Nearest.Remedy("", Operators));
                break;
            default:
                Add(field, OneOf(entry.Value, negated: false), present: true);
                break;
        }
    }

    private void Add(ConditionField field, ValueTest? test, bool present)
    {
        if (test is not null && _parts++ < Condition.MaxParts)
        {
            var bit = 1UL << (_parts - 1);
            _required |= present ? bit : 0;
            field.Add(bit, test);
        }
    }

    private ValueTest? Part(ConfigEntry part) => part.Key switch
    {
        "gt" => Ordered(part.Value, OrderTest.Order.Greater),
        "gte" => Ordered(part.Value, OrderTest.Order.GreaterOrSame),
        "lt" => Ordered(part.Value, OrderTest.Order.Less),
        "lte" => Ordered(part.Value, OrderTest.Order.LessOrSame),
        "ne" => OneOf(part.Value, negated: true),
        "exists" => Exists(part.Value),
        "like" => Like(part.Value),
        _ => Unknown(part),
    };

    private static bool IsAbsence(ConfigEntry part)
        => part.Key == "exists" && part.Value is ConfigScalar { Kind: ScalarKind.False };

    private ValueTest? Unknown(ConfigEntry part)
    {
        log.Add(
            "where.unknown_operator", part.Place, $"'{part.Key}' is no operator", Nearest.Remedy(part.Key, Operators));
        return null;
    }

    private OneOfTest? OneOf(ConfigNode node, bool negated)
    {
        var nodes = node is ConfigList list ? list.Items : [node];
        List<Operand> operands = [];
        foreach (var item in nodes)
        {
            if (item is ConfigScalar scalar)
            {
                operands.Add(Value(scalar));
            }
            else
            {
                log.WrongType(item, "a value");
            }
        }

        if (nodes.Count == 0)
        {
            log.Add("where.empty_list", node.Place, "an empty list matches nothing", "list at least one value");
        }

        return operands.Count == nodes.Count && operands.Count > 0 ? new OneOfTest([.. operands], negated) : null;
    }

    private OrderTest? Ordered(ConfigNode node, OrderTest.Order order)
    {
        if (node is ConfigScalar { Kind: ScalarKind.Text or ScalarKind.Number } scalar)
        {
            return new OrderTest(Value(scalar), order);
        }

        log.WrongType(node, "a number or a text: only these have an order");
        return null;
    }

    private ExistsTest? Exists(ConfigNode node)
    {
        if (node is ConfigScalar { Kind: ScalarKind.True or ScalarKind.False } scalar)
        {
            return new ExistsTest(scalar.Kind == ScalarKind.True);
        }

        log.WrongType(node, "true or false");
        return null;
    }

    private LikeTest? Like(ConfigNode node)
    {
        if (node is ConfigScalar { IsNull: false } scalar)
        {
            if (LikePattern.Parse(scalar.Text) is { } pattern)
            {
                return new LikeTest(pattern);
            }

            log.Add("where.bad_pattern", node.Place, @"the pattern ends in '\'", @"write \\ for a backslash");
            return null;
        }

        log.WrongType(node, "a pattern with % and _");
        return null;
    }

    private static Operand Value(ConfigScalar scalar) => scalar.Kind switch
    {
        ScalarKind.Text => new Operand(JsonTokenType.String, scalar.Text),
        ScalarKind.Number => new Operand(JsonTokenType.Number, scalar.Text),
        ScalarKind.True => new Operand(JsonTokenType.True, ""),
        ScalarKind.False => new Operand(JsonTokenType.False, ""),
        ScalarKind.Null => new Operand(JsonTokenType.Null, ""),
    };
}
