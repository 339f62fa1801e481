using HmsSync.Changes;
using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling;

/// <summary>
/// Compiles <c>partners</c>: first what all of them raise, then each, so that routes know every topic.
/// </summary>
internal sealed class PartnersCompiler(CompileScope scope)
{
    private const int MaxNameLength = 64;

    public IReadOnlyList<PartnerPlan> Compile(ConfigNode? node)
    {
        var entries = scope.Log.EntriesOf(node, "a map of partners");
        foreach (var entry in entries)
        {
            NoteTopics(entry.Value);
        }

        List<PartnerPlan> partners = [];
        foreach (var entry in entries)
        {
            if (IsName(entry) && ConfigSection.Open(entry.Value, ConfigShapes.Partner, scope.Log) is { } section)
            {
                partners.Add(new PartnerCompiler(scope, section, new Participant(entry.Key)).Compile());
            }
        }

        return partners;
    }

    private bool IsName(ConfigEntry entry)
    {
        var name = entry.Key;
        if (name is "hub" or "hms")
        {
            scope.Log.Add(
                "config.partner_name", entry.Place, $"'{name}' is the hub's own name", "give the partner another");
            return false;
        }

        if (name.Length is 0 or > MaxNameLength
            || !name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '-'))
        {
            scope.Log.Add(
                "config.partner_name", entry.Place,
                "a partner's name is made of lower-case letters, digits, '_' and '-'");
            return false;
        }

        return true;
    }

    private void NoteTopics(ConfigNode partner)
    {
        if (((partner as ConfigMap)?.Find("receive") as ConfigMap)?.Find("events") is not ConfigMap events)
        {
            return;
        }

        foreach (var doorbell in events.Entries)
        {
            if ((doorbell.Value as ConfigMap)?.Find("publish") is ConfigScalar { IsNull: false } topic)
            {
                scope.Topics.Add(topic.Text);
            }
        }
    }
}
