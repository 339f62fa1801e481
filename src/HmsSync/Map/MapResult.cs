namespace HmsSync.Map;

/// <summary>What came of mapping one payload; the output is whole only when there is no fault.</summary>
/// <param name="Code">Empty: mapped. Else stable, lower snake case: <c>unknown_word</c>, <c>bad_format</c>, <c>not_json</c>.</param>
/// <param name="Field">The field to blame, by the name it has on the side it came from; never its value.</param>
internal readonly record struct MapResult(string Code, string Field)
{
    public static readonly MapResult Mapped = new("", "");

    public bool IsFault => Code.Length > 0;
}
