using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Sdk;

namespace HmsSync.Configuration.Compiling.Records;

/// <summary>Judges a partner's records beside its url, its auth, its routes and its doorbells.</summary>
internal sealed class PartnerRecordsChecks(CompileScope scope, ConfigSection partner)
{
    public void Check(PartnerPlan plan)
    {
        if (plan.Records.Count > 0)
        {
            Calls(plan);
            Routes(plan);
        }

        Reading(plan);
    }

    private void Calls(PartnerPlan plan)
    {
        if (plan.Adapter == "none")
        {
            partner.Fault("config.records", "records", "with adapter: none nothing is called", "write adapter: http and a url");
        }

        if (plan.Url.AsSpan().ContainsAny('{', '?'))
        {
            partner.Fault(
                "config.bad_url", "url", "with 'records' the url is what their paths are joined to: it has no {field} and no ?");
        }

        if (plan.CloudEvents)
        {
            partner.Fault(
                "config.records", "format", "records are written as they are, and not as events", "take 'format' out");
        }

        if (plan.Auth.Kind == AuthKind.BodyField)
        {
            partner.Fault(
                "config.records", "auth", "a secret in the body cannot go with calls that have none",
                "use bearer, basic or header");
        }
    }

    private void Routes(PartnerPlan plan)
    {
        foreach (var route in plan.Send)
        {
            if (!plan.Records.TryGetValue(route.On, out var records))
            {
                continue;
            }

            if (!ReferenceEquals(records.Mapping, route.Mapping))
            {
                partner.Fault(
                    "config.two_mappings", "send", $"'{route.On}' goes out by one mapping and comes in by another",
                    "name the mapping in 'records', and none or the same in 'send'");
            }

            if (!records.CanDelete && route.LeavesDelete)
            {
                partner.Fault(
                    "config.leaves", "send", $"'leaves: delete' of '{route.On}' needs deletes, and its records have none",
                    "add 'delete' to its records, or write leaves: keep");
            }
            else if (!records.CanDelete)
            {
                scope.Log.Warn(
                    "config.deletes_ignored", partner.PlaceOf("records"),
                    $"deletes in {route.On} will not be sent to '{plan.Name}'", "add 'delete' to its records");
            }
        }
    }

    private void Reading(PartnerPlan plan)
    {
        var receive = partner.Node("receive") as ConfigMap;
        if (plan.Poll is not null && !plan.Records.Values.Any(r => r.CanPoll))
        {
            Warn("config.poll_nothing", receive?.Find("poll"), "'poll' does nothing: no table under 'records' has 'changes' or 'list'");
        }

        foreach (var records in plan.Records.Values.Where(r => r.CanPoll && r.Ops.Contains(ChangeOp.Delete)))
        {
            Deletes(plan, records);
        }

        foreach (var bell in plan.Receive)
        {
            if (bell.Poll is { } table && plan.Records.GetValueOrDefault(table) is not { CanPoll: true })
            {
                Warn(
                    "config.poll_nothing", Bell(receive, bell.Event),
                    $"'{bell.Event}' does nothing: '{table}' under 'records' has neither 'changes' nor 'list'");
            }

            var hint = bell.Poll ?? bell.Table;
            if (hint is not null && plan.Records.TryGetValue(hint, out var records) && !(records.CanPoll && plan.Poll is not null))
            {
                Warn(
                    "config.doorbell_only", Bell(receive, bell.Event),
                    $"a ring of '{bell.Event}' that is lost is never made up for: nothing polls '{hint}'",
                    "add 'changes' to its records, and receive: { poll: … }");
            }
        }
    }

    /// <summary>What of the deletes there nobody will find.</summary>
    private void Deletes(PartnerPlan plan, RecordsPlan records)
    {
        var table = (partner.Node("records") as ConfigMap)?.Find(records.Table);
        if (!records.CanList)
        {
            Warn(
                "config.deletes_unseen", table,
                $"if '{plan.Name}' forgets from where its changes are read, what was deleted there meanwhile is not found", "add 'list'");
        }
        else if (records.Settings.IsFiltered && !records.CanRead)
        {
            Warn(
                "config.deletes_unseen", table,
                "in a listing a record that 'where' leaves out looks like one that is gone: deletes are not found by it", "add 'read'");
        }
    }

    private static ConfigNode? Bell(ConfigMap? receive, string name) => (receive?.Find("events") as ConfigMap)?.Find(name);

    private void Warn(string code, ConfigNode? node, string message, string? remedy = null)
        => scope.Log.Warn(code, node?.Place ?? partner.Place, message, remedy);
}
