namespace HmsSync.Map.Times;

/// <summary>One piece of a pattern.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Width">How often its letter is written.</param>
/// <param name="Literal">The bytes of a literal; of a fraction: the point that goes with it.</param>
internal readonly record struct PatternToken(PatternPart Kind, int Width, byte[] Literal);

internal enum PatternPart
{
    Literal,
    Year,
    Month,
    Day,
    Hour,
    HalfDayHour,
    Minute,
    Second,
    Fraction,

    /// <summary>A fraction without the zeros at its end, and without its point when nothing is left.</summary>
    ShortFraction,
    HalfDay,
    Offset,
    Utc,
}
