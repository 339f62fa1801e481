using System.Text;
using Npgsql;

namespace HmsSync.Hubs.Postgres.Writing;

/// <summary>
/// Statements that go to the server together, one journey for all; each sees what those before it did. Their answers come as
/// text. When one fails those behind it are not run.
/// </summary>
internal sealed class PgScript
{
    private readonly StringBuilder _sql = new();
    private readonly List<NpgsqlParameter> _values = [];

    public bool IsEmpty => _sql.Length == 0;

    public void Add(string statement) => _sql.Append(statement).Append(';');

    /// <summary>What stands for a value in a statement.</summary>
    public string Value(PgField field) => Place(field.Parameter);

    /// <summary>What stands for a text in a statement.</summary>
    public string Text(string text) => Place(new NpgsqlParameter { Value = text });

    public NpgsqlCommand On(NpgsqlConnection connection)
    {
        var command = new NpgsqlCommand(_sql.ToString(), connection) { AllResultTypesAreUnknown = true };
        _values.ForEach(value => command.Parameters.Add(value));
        return command;
    }

    private string Place(NpgsqlParameter parameter)
    {
        parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"v{_values.Count}");
        _values.Add(parameter);
        return $"@{parameter.ParameterName}";
    }
}
