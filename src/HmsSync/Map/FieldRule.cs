using HmsSync.Changes;

namespace HmsSync.Map;

/// <summary>One line of <c>fields</c>, with what the rest of the file says about it.</summary>
/// <param name="Hub">The field in hub words.</param>
/// <param name="Partner">The field in partner words.</param>
/// <param name="Direction">Which way it goes.</param>
/// <param name="Outward">What happens to its value on the way out.</param>
/// <param name="Inward">What happens to its value on the way in.</param>
internal sealed record FieldRule(
    FieldPath Hub, FieldPath Partner, FieldDirection Direction, ValueConverter? Outward, ValueConverter? Inward)
{
    public bool GoesOut => Direction != FieldDirection.In;

    public bool ComesIn => Direction != FieldDirection.Out;
}

internal enum FieldDirection
{
    Both,
    Out,
    In,
}

/// <summary>A value that fills a field that is absent.</summary>
/// <param name="Path">The field, in the words of the side that is filled.</param>
/// <param name="Json">The value, as JSON in UTF-8.</param>
internal sealed record DefaultRule(FieldPath Path, byte[] Json);
