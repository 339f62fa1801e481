using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Map;
using HmsSync.Sdk;

namespace HmsSync.Configuration.Compiling.Records;

/// <summary>Judges one entry of <c>records</c> as a whole: what only shows when its keys are seen together.</summary>
internal sealed class RecordsChecks(CompileScope scope, ConfigSection section, MappingPlan mapping)
{
    private static readonly string[] Calls = ["insert", "update", "delete", "read", "find", "list", "changes"];

    public void Check(RecordsSettings settings)
    {
        var calls = settings.Calls;
        if (!Calls.Any(section.Has))
        {
            scope.Log.Add("config.records", section.Place, "no call is named, so nothing can be done", "name at least 'read' or 'list'");
        }

        if (calls.Update is { Method: "PUT" } && !section.Has("read"))
        {
            section.Fault(
                "config.records", "update", "an update by PUT writes the whole record, which must be read before",
                "add 'read', or update by PATCH");
        }

        Paging(calls);
        WhatCouldDouble(settings);
        Filter();
    }

    private void Paging(RecordCalls calls)
    {
        if (calls.Changes is not null && !section.Has("next"))
        {
            section.Fault(
                "config.records", "changes", "'next' is missing: nothing says from where to go on", "name the field with the next cursor");
        }

        var goesOn = calls.List?.Path.Contains("{cursor}", StringComparison.Ordinal);
        if (goesOn is { } cursor && cursor != section.Has("next"))
        {
            section.Fault(
                "config.records", "list", cursor
                    ? "'next' is missing: nothing says from where to go on"
                    : "pages have a 'next', and the path has no {cursor} to go on with");
        }
    }

    /// <summary>A create whose answer was lost is repeated: by the same key of ours, or after a look.</summary>
    private void WhatCouldDouble(RecordsSettings settings)
    {
        var calls = settings.Calls;
        var looks = calls.Find is not null || (!settings.PartnerMakesKeys && calls.Read is not null);
        if (calls.Insert is { Method: "POST" } && !looks)
        {
            scope.Log.Warn(
                "config.may_double", section.PlaceOf("insert"),
                "a crash could make a record twice, unless the partner heeds Idempotency-Key: nothing here finds what was made",
                "add 'find'");
        }
    }

    private void Filter()
    {
        foreach (var entry in (section.Node("where") as ConfigMap)?.Entries ?? [])
        {
            if (section.Has("insert") && !mapping.CanSend(entry.Key))
            {
                scope.Log.Warn(
                    "config.where_not_sent", entry.Place,
                    $"a record that we make does not have '{entry.Key}', so it would not be ours",
                    "fill it in the mapping's 'defaults'");
            }
        }
    }
}
