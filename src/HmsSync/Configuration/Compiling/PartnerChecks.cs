using HmsSync.Changes;
using HmsSync.Configuration.Binding;

namespace HmsSync.Configuration.Compiling;

/// <summary>Judges a compiled partner as a whole: what only shows when its parts are seen together.</summary>
internal sealed class PartnerChecks(CompileScope scope, ConfigSection section)
{
    public void Check(PartnerPlan plan)
    {
        Deletes(plan);
        BodyField(plan);
        Auth(plan);
        if (plan.Send.Count == 0 && plan.Receive.Count == 0)
        {
            scope.Log.Warn(
                "config.idle_partner", section.Place, $"nothing is sent to '{plan.Name}' and nothing taken from it");
        }
    }

    private void Deletes(PartnerPlan plan)
    {
        var tables = plan.Send.Where(r => scope.Table(r.On) is not null && !plan.Records.ContainsKey(r.On)).ToArray();
        if (plan.Adapter == "none" || tables.Length == 0)
        {
            return;
        }

        if (!section.Has("deletes"))
        {
            var names = string.Join(", ", tables.Select(r => r.On).Distinct());
            scope.Log.Warn(
                "config.deletes_ignored",
                section.Place,
                $"deletes in {names} will not be sent to '{plan.Name}'",
                "write deletes: send, or deletes: ignore if that is meant");
        }

        foreach (var route in tables)
        {
            if (!plan.Deletes.Sent && route.LeavesDelete)
            {
                section.Fault(
                    "config.leaves",
                    "send",
                    $"'leaves: delete' of '{route.On}' needs deletes, and this partner gets none",
                    "write deletes: send, or leaves: keep");
            }

            var key = scope.Table(route.On)!.Key;
            if (plan.Deletes.Sent && key.Count > 0
                && key.Any(c => route.Mapping.PartnerFieldOf(FieldPath.Of(c).Text) is null))
            {
                section.Fault(
                    "config.key_not_mapped",
                    "deletes",
                    $"a delete of '{route.On}' carries its key alone, and the mapping does not send all of it",
                    $"map {string.Join(", ", key)} in 'fields'");
            }
        }
    }

    /// <summary>What a kind of auth needs of the url.</summary>
    private void Auth(PartnerPlan plan)
    {
        var name = plan.Auth.Name + "=";
        if (plan.Auth.Kind == AuthKind.QueryField && plan.Url.IndexOf('?', StringComparison.Ordinal) is >= 0 and var at
            && plan.Url[(at + 1)..].Split('&').Any(pair => pair.StartsWith(name, StringComparison.Ordinal)))
        {
            section.Fault("config.field_twice", "auth", $"'{plan.Auth.Name}' is the auth field and stands in the url");
        }

        if (plan.Auth.Kind == AuthKind.Mtls && plan.Adapter == "http"
            && plan.Url.StartsWith("http:", StringComparison.OrdinalIgnoreCase))
        {
            section.Fault("config.bad_url", "url", "a certificate is shown over TLS alone", "write https://");
        }
    }

    private void BodyField(PartnerPlan plan)
    {
        if (plan.Auth.Kind == AuthKind.BodyField
            && plan.Send.FirstOrDefault(r => r.Mapping.PartnerFields.Contains(plan.Auth.Name)) is { } route)
        {
            section.Fault(
                "config.field_twice", "auth",
                $"'{plan.Auth.Name}' is the auth field and a mapped field of '{route.On}'");
        }
    }
}
