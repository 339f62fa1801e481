using System.Text.Encodings.Web;
using System.Text.Json;
using HmsSync.Hubs.Postgres.Catalogue;

namespace HmsSync.Hubs.Postgres.Values;

/// <summary>Which columns a row has, in its order, and which of them are its key.</summary>
/// <param name="Columns">Name and type of each.</param>
/// <param name="Key">Positions of the key in <paramref name="Columns"/>, in key order.</param>
internal sealed record PgShape(IReadOnlyList<(string Name, PgType Type)> Columns, IReadOnlyList<int> Key)
{
    /// <summary>Names as they are written again and again.</summary>
    public JsonEncodedText[] Names { get; }
        = [.. Columns.Select(c => JsonEncodedText.Encode(c.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))];

    /// <summary>Of a row that is read with <see cref="PgTable.Stored"/> as its columns.</summary>
    public static PgShape Of(PgTable table)
    {
        var stored = table.Stored.ToList();
        return new PgShape(
            [.. stored.Select(c => (c.Name, c.Type))],
            [.. table.KeyNames.Select(name => stored.FindIndex(c => c.Name == name))]);
    }
}
