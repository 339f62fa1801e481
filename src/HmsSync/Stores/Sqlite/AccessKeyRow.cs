using HmsSync.Changes;

namespace HmsSync.Stores.Sqlite;

/// <summary>A key by which a caller comes in, as it is stored; times of 0 are never.</summary>
/// <param name="Id">Public; stands in the key itself.</param>
/// <param name="Name">What it is for, as an operator calls it.</param>
/// <param name="Partner">Whose it is; empty: nobody's in particular.</param>
/// <param name="Scopes">Words with blanks between them.</param>
/// <param name="Hash">SHA-256 of the key; empty: it was issued as a token that we signed, and is known by its id.</param>
/// <param name="Made">When it was issued.</param>
/// <param name="Expires">From then on it does not count.</param>
internal sealed record AccessKeyRow(
    string Id, string Name, string Partner, string Scopes, ReadOnlyMemory<byte> Hash, EventTime Made, EventTime Expires)
{
    /// <summary>When it was last used, to the minute.</summary>
    public EventTime Used { get; init; }

    public EventTime Revoked { get; init; }
}

/// <summary>A key that signs tokens.</summary>
/// <param name="Id">As <c>kid</c> names it.</param>
/// <param name="Key">PKCS #8.</param>
/// <param name="Made">When it was drawn.</param>
internal sealed record SigningKeyRow(string Id, ReadOnlyMemory<byte> Key, EventTime Made);
