using Npgsql;
using NpgsqlTypes;

namespace HmsSync.Hubs.Postgres.Writing;

/// <summary>A column's new value.</summary>
/// <param name="Column">Position in the table's columns.</param>
/// <param name="Text">As the server reads it; null: NULL.</param>
internal readonly record struct PgField(int Column, string? Text)
{
    /// <summary>A parameter whose type the server finds out, as it does with a literal.</summary>
    public NpgsqlParameter Parameter => new() { NpgsqlDbType = NpgsqlDbType.Unknown, Value = (object?)Text ?? DBNull.Value };

    // never the value: it could reach a log
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"column {Column}");
}
