using HmsSync.Changes;
using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling.Conflicts;

/// <summary>Reads names of hub columns, which rules and claims are about as a whole.</summary>
internal static class ColumnReading
{
    extension(FaultLog log)
    {
        /// <summary>One name or a list of different ones; what is none is told and left out.</summary>
        public IReadOnlyList<WrittenColumn> ColumnsOf(ConfigNode? node)
        {
            List<WrittenColumn> columns = [];
            foreach (var item in node is ConfigList list ? list.Items : node is null ? [] : [node])
            {
                if (log.ColumnOf(item) is not { } column)
                {
                    continue;
                }

                if (columns.Exists(c => c.Name == column))
                {
                    log.Add("config.bad_value", item.Place, $"'{column}' stands here twice", "remove one of them");
                    continue;
                }

                columns.Add(new WrittenColumn(column, item.Place));
            }

            return columns;
        }

        /// <summary>The column; null: it is none, which is told.</summary>
        public string? ColumnOf(ConfigNode node)
        {
            if (log.TextOf(node) is not { } text)
            {
                return null;
            }

            if (FieldPath.Parse(text) is { Segments: [var column] })
            {
                return column;
            }

            var first = FieldPath.Parse(text)?.First;
            log.Add(
                "conflicts.nested_field",
                node.Place,
                $"'{text}' is no column: a conflict is about a whole column of the hub",
                first is null ? null : $"write '{first}'");
            return null;
        }
    }
}
