namespace HmsSync.Views;

/// <summary>
/// A place in one view of one store. As text it is opaque: 40 hexadecimal digits that sort as the places do, made of numbers
/// and never of data.
/// </summary>
/// <param name="Epoch">The store's: a cursor of another store is told as a gap.</param>
/// <param name="View">0: the operator's; else the number of the partner's lane.</param>
/// <param name="Position">The last event that was seen: seq, or partner_seq.</param>
internal readonly record struct Cursor(ulong Epoch, int View, long Position)
{
    public const int Length = 40;

    private const int EpochDigits = 16;
    private const int ViewDigits = 8;

    /// <summary>The epoch as the store writes it.</summary>
    public static ulong EpochOf(string epoch)
        => ulong.Parse(epoch, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    /// <summary>False for anything that is none; whatever the text is, it does not throw.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Cursor cursor)
    {
        cursor = default;
        if (text.Length != Length
            || !ulong.TryParse(text[..EpochDigits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var epoch)
            || !int.TryParse(
                text.Slice(EpochDigits, ViewDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var view)
            || !long.TryParse(
                text[(EpochDigits + ViewDigits)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var position)
            || view < 0 || position < 0)
        {
            return false;
        }

        cursor = new Cursor(epoch, view, position);
        return true;
    }

    public override string ToString()
        => string.Create(CultureInfo.InvariantCulture, $"{Epoch:x16}{View:x8}{Position:x16}");

    /// <summary>As <see cref="ToString"/>, in ASCII.</summary>
    public void WriteUtf8(Span<byte> output)
    {
        Epoch.TryFormat(output, out _, "x16", CultureInfo.InvariantCulture);
        View.TryFormat(output[EpochDigits..], out _, "x8", CultureInfo.InvariantCulture);
        Position.TryFormat(output[(EpochDigits + ViewDigits)..], out _, "x16", CultureInfo.InvariantCulture);
    }
}
