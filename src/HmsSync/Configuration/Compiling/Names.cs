using HmsSync.Configuration.Values;
using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Compiling;

/// <summary>Judges the names of tables and topics.</summary>
internal sealed class Names(CompileScope scope)
{
    private string[] Known => [.. (scope.Tables ?? []).Select(t => t.Name)];

    public void UnknownTable(string name, Place place)
    {
        if (scope.Tables is not null)
        {
            scope.Log.Add(
                "config.unknown_table", place, $"'{name}' is no table of hub.tables", Nearest.Remedy(name, Known));
        }
    }

    /// <summary>
    /// What a route listens to: a table, a topic the configuration raises, or a topic that only <c>publish</c> and
    /// <c>POST /events</c> bring. The last cannot be told from a slip of the hand, so what is near to a known name is a
    /// fault.
    /// </summary>
    public void Source(string name, Place place)
    {
        if (scope.Tables is null || scope.Table(name) is not null || scope.Topics.Contains(name))
        {
            return;
        }

        if (Nearest.Of(name, Known.Concat(scope.Topics)) is { } near)
        {
            scope.Log.Add(
                "config.unknown_table", place, $"'{name}' is no table and no known topic", $"did you mean '{near}'?");
            return;
        }

        scope.Log.Warn(
            "config.unseen_topic",
            place,
            $"'{name}' is no table, and nothing here raises it: only POST /events and hms-sync publish can");
    }

    /// <summary>A topic that is raised here; its form is checked, and that no table has its name.</summary>
    public void Topic(string name, Place place)
    {
        if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'))
        {
            scope.Log.Add("config.bad_value", place, "a topic is made of letters, digits, '.', '_' and '-'");
        }
        else if (scope.Table(name) is not null)
        {
            scope.Log.Add("config.topic_is_table", place, $"'{name}' is also a table", "give the event another name");
        }
    }
}
