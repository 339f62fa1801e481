using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Sdk;

namespace HmsSync.Hubs.Sqlite;

/// <summary>A layout, prepared for reading.</summary>
internal sealed class OutboxShape
{
    /// <summary>The reading statement gives seq, layout, op, at, origin, then each old and new value.</summary>
    public const int FirstValue = 5;

    private readonly int _stamp;

    public OutboxShape(CaptureLayout layout, HubPlan plan)
    {
        var configured = plan.Tables
            .FirstOrDefault(t => t.Name.Equals(layout.Table, StringComparison.OrdinalIgnoreCase));
        Topic = configured?.Name;
        Names = RowJson.Names(layout.Columns);
        KeyNames = layout.Key;
        OldKey = [.. layout.Key.Select(k => FirstValue + (2 * IndexOf(layout, k)))];
        NewKey = [.. OldKey.Select(c => c + 1)];
        _stamp = configured?.ChangedAt is { } column ? IndexOf(layout, column) : -1;
    }

    /// <summary>Null: no longer configured.</summary>
    public string? Topic { get; }

    public JsonEncodedText[] Names { get; }

    public IReadOnlyList<string> KeyNames { get; }

    public int[] OldKey { get; }

    public int[] NewKey { get; }

    /// <summary>The application's own stamp; an update that left it alone has none.</summary>
    public EventTime? Stamp(HubStatement row, ChangeOp op)
    {
        var column = FirstValue + (2 * _stamp);
        return _stamp < 0 || (op == ChangeOp.Update && RowJson.Same(row, column, column + 1))
            ? null
            : RowStamp.Read(row, column + 1);
    }

    private static int IndexOf(CaptureLayout layout, string column)
    {
        for (var i = 0; i < layout.Columns.Count; i++)
        {
            if (layout.Columns[i].Equals(column, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }
}
