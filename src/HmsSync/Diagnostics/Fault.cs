namespace HmsSync.Diagnostics;

/// <summary>One thing that is wrong with what the user wrote, said so that it can be mended without reading code.</summary>
/// <param name="Code">Stable, dotted: <c>config.unknown_key</c>.</param>
/// <param name="Place">File, line, column; null where no file is to blame.</param>
/// <param name="Message">What is wrong; names keys, never secrets.</param>
/// <param name="Remedy">What to do; null where the message says it.</param>
internal sealed record Fault(string Code, Place? Place, string Message, string? Remedy = null)
{
    public override string ToString()
        => $"{(Place is null ? "" : $"{Place}: ")}{Message}{(Remedy is null ? "" : $" ({Remedy})")} [{Code}]";
}

/// <summary>A place in a file; line and column from 1.</summary>
internal sealed record Place(string File, int Line, int Column)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}:{Column}");
}
