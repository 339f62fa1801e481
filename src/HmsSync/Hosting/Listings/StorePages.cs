namespace HmsSync.Hosting.Listings;

/// <summary>Walks rows of the store in the order of a number, a page in memory at a time.</summary>
internal static class StorePages
{
    /// <summary>Invariant 11: rows that are read, or written, at once.</summary>
    public const int Size = 1_000;

    /// <param name="read">The rows after a number, at most so many.</param>
    /// <param name="number">Of a row.</param>
    public static IEnumerable<T> Of<T>(Func<long, int, List<T>> read, Func<T, long> number)
    {
        var page = read(0, Size);
        while (true)
        {
            foreach (var row in page)
            {
                yield return row;
            }

            if (page.Count < Size)
            {
                yield break;
            }

            page = read(number(page[^1]), Size);
        }
    }
}
