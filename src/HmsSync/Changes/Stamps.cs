namespace HmsSync.Changes;

/// <summary>Reads the stamps of a card: a JSON object of field name → microseconds.</summary>
internal static class Stamps
{
    /// <summary>The field's stamp; null when the card does not know the field.</summary>
    public static EventTime? Of(ReadOnlySpan<byte> card, string field)
    {
        var fields = new JsonFields(card);
        while (fields.Next())
        {
            if (fields.Name == field)
            {
                return new EventTime(long.Parse(fields.Value, CultureInfo.InvariantCulture));
            }
        }

        return null;
    }
}
