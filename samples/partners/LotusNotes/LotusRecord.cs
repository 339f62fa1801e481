using System.Globalization;

namespace HmsSync.Partners;

/// <summary>What the gateway knows of an entry, also when it is struck out or gone.</summary>
/// <param name="Line">As it was last written.</param>
/// <param name="Version">Grows with everything that happens to any entry.</param>
/// <param name="State">Whether it is in the calendar.</param>
internal sealed record LotusRecord(LotusLine Line, long Version, LotusState State)
{
    public string Etag => string.Create(CultureInfo.InvariantCulture, $"\"{Version}\"");

    /// <summary>As callers of the API see it.</summary>
    public object Shown => State == LotusState.Gone
        ? new { Line.Uid, Deleted = true }
        : new { Line.Uid, Line.Begin, Line.Close, Line.Title, Type = Word, Etag, UpdatedAt = Line.At };

    private string Word => State == LotusState.Out ? "cancelled" : "changed";
}

internal enum LotusState
{
    In,

    /// <summary>Cancelled: struck out, and still to be read.</summary>
    Out,

    /// <summary>Deleted.</summary>
    Gone,
}
