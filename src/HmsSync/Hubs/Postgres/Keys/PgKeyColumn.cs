using HmsSync.Hubs.Postgres.Catalogue;
using HmsSync.Hubs.Postgres.Values;

namespace HmsSync.Hubs.Postgres.Keys;

/// <summary>One column of a key.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Oid of its type; of a domain, of what stands behind it.</param>
/// <param name="Modifier">Declared length, precision or scale; -1: none.</param>
/// <param name="Declared">The type for a cast.</param>
internal sealed record PgKeyColumn(string Name, uint Type, int Modifier, string Declared)
{
    private const uint Text = 25;
    private const uint VarChar = 1043;
    private const uint BpChar = 1042;
    private const uint Uuid = 2950;

    /// <summary>Length of a <c>char(n)</c> is coded with this added (src/include/c.h, VARHDRSZ).</summary>
    private const int LengthHeader = 4;

    private readonly PgValueType _value = PgValueType.Of(Type, 0, Modifier);

    public PgType Shown => new(Type, "", PgValueType.KindOf(Type));

    /// <summary>What to ask the server for; null: the column cannot hold it, or it is null, which no key is.</summary>
    public string? Read(ReadOnlySpan<byte> json)
        => json[0] != 'n' && PgValueText.Read(_value, json) is { } text && (Type != BpChar || Padded(text) is not null) ? text : null;

    /// <summary>As the server writes it, where that needs no asking; null: ask, or it is none.</summary>
    public string? Written(string text) => Type switch
    {
        Text or VarChar => text,
        BpChar => Padded(text),
        Uuid when Guid.TryParse(text, CultureInfo.InvariantCulture, out var uuid) => uuid.ToString("D", CultureInfo.InvariantCulture),
        _ when _value.Kind == PgValueKind.Integer => text,
        _ => null,
    };

    /// <summary>Null: it is longer, and a cast would cut it.</summary>
    private string? Padded(string text)
    {
        var (kept, length) = (text.TrimEnd(' '), Modifier - LengthHeader);
        var characters = kept.EnumerateRunes().Count();
        return Modifier < LengthHeader ? text : characters > length ? null : kept + new string(' ', length - characters);
    }
}
