using System.Text;

namespace HmsSync.Hubs.Sqlite;

/// <summary>One SQLite value, without loss: part of a key, or a field on its way into the hub.</summary>
internal readonly record struct HubValue(StoredType Type, long Integer, double Real, ReadOnlyMemory<byte> Bytes)
{
    public static readonly HubValue Null = new(StoredType.Null, 0, 0, default);

    public static HubValue Of(long value) => new(StoredType.Integer, value, 0, default);

    public static HubValue Of(double value) => new(StoredType.Real, 0, value, default);

    public static HubValue OfText(ReadOnlyMemory<byte> utf8) => new(StoredType.Text, 0, 0, utf8);

    public static HubValue OfBlob(ReadOnlyMemory<byte> bytes) => new(StoredType.Blob, 0, 0, bytes);

    public static HubValue Read(HubStatement row, int column) => row.Type(column) switch
    {
        StoredType.Integer => Of(row.Integer(column)),
        StoredType.Real => Of(row.Real(column)),
        StoredType.Text => OfText(row.Bytes(column).ToArray()),
        StoredType.Blob => OfBlob(row.Bytes(column).ToArray()),
        StoredType.Null => Null,
    };

    public void Bind(HubStatement statement, int parameter)
    {
        switch (Type)
        {
            case StoredType.Integer: statement.Bind(parameter, Integer); break;
            case StoredType.Real: statement.Bind(parameter, Real); break;
            case StoredType.Text: statement.BindText(parameter, Bytes.Span); break;
            case StoredType.Blob: statement.BindBlob(parameter, Bytes.Span); break;
            case StoredType.Null: statement.BindNull(parameter); break;
        }
    }

    /// <summary>A type letter and the value, in characters that mean nothing in a feed position.</summary>
    public string ToCursor() => Type switch
    {
        StoredType.Integer => string.Create(CultureInfo.InvariantCulture, $"i{Integer}"),
        StoredType.Real => string.Create(CultureInfo.InvariantCulture, $"r{BitConverter.DoubleToInt64Bits(Real)}"),
        StoredType.Text => $"t{Convert.ToHexString(Bytes.Span)}",
        StoredType.Blob => $"b{Convert.ToHexString(Bytes.Span)}",
        StoredType.Null => "n",
    };

    /// <exception cref="FormatException">The text did not come from <see cref="ToCursor"/>.</exception>
    public static HubValue ParseCursor(string text) => text.Length == 0 ? throw new FormatException() : text[0] switch
    {
        'i' => Of(long.Parse(text.AsSpan(1), CultureInfo.InvariantCulture)),
        'r' => Of(BitConverter.Int64BitsToDouble(long.Parse(text.AsSpan(1), CultureInfo.InvariantCulture))),
        't' => OfText(Convert.FromHexString(text.AsSpan(1))),
        'b' => OfBlob(Convert.FromHexString(text.AsSpan(1))),
        'n' => Null,
        _ => throw new FormatException(),
    };

    public override string ToString() => Type.ToString(); // never the value: it could reach a log

    /// <summary>Text of a text value; for tests and for stamps.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes.Span);
}
