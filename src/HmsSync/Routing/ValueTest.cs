using System.Text.Json;
using HmsSync.Changes;

namespace HmsSync.Routing;

/// <summary>Judges one value that is there.</summary>
internal abstract class ValueTest
{
    /// <summary>True when the part holds for the value that the reader stands on.</summary>
    public abstract bool Holds(ref readonly Utf8JsonReader value);
}

/// <summary>The value is one of some, or, negated, none of them.</summary>
internal sealed class OneOfTest(Operand[] operands, bool negated) : ValueTest
{
    public override bool Holds(ref readonly Utf8JsonReader value)
    {
        foreach (var operand in operands)
        {
            if (operand.IsSame(in value))
            {
                return !negated;
            }
        }

        return negated;
    }
}

/// <summary>The value is of the operand's type and stands before, after or beside it.</summary>
internal sealed class OrderTest(Operand operand, OrderTest.Order order) : ValueTest
{
    internal enum Order
    {
        Greater,
        GreaterOrSame,
        Less,
        LessOrSame,
    }

    public override bool Holds(ref readonly Utf8JsonReader value)
        => operand.Compare(in value) is { } difference && order switch
        {
            Order.Greater => difference > 0,
            Order.GreaterOrSame => difference >= 0,
            Order.Less => difference < 0,
            Order.LessOrSame => difference <= 0,
        };
}

/// <summary>The field is there (null is there) or is not: this part is only asked when it is.</summary>
internal sealed class ExistsTest(bool wanted) : ValueTest
{
    public override bool Holds(ref readonly Utf8JsonReader value) => wanted;
}

/// <summary>The value is a text that fits a pattern.</summary>
internal sealed class LikeTest(LikePattern pattern) : ValueTest
{
    public override bool Holds(ref readonly Utf8JsonReader value)
    {
        if (value.TokenType != JsonTokenType.String)
        {
            return false;
        }

        using var text = new JsonText(in value);
        return pattern.Fits(text.Utf8);
    }
}
