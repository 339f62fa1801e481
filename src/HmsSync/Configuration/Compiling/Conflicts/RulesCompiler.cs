using HmsSync.Changes;
using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using HmsSync.Configuration.Values;

namespace HmsSync.Configuration.Compiling.Conflicts;

/// <summary>Compiles <c>rules</c> of a conflict file.</summary>
/// <param name="scope">What the load shares.</param>
/// <param name="participants">The names that an authority can have.</param>
/// <param name="clock">What the same file says of times that do not decide.</param>
internal sealed class RulesCompiler(CompileScope scope, IReadOnlyList<string> participants, ClockPlan clock)
{
    public IReadOnlyList<WrittenRule> Compile(ConfigNode? node)
    {
        if (node is not null and not ConfigList)
        {
            scope.Log.WrongType(node, "a list of rules, each '- field: …'");
        }

        List<WrittenRule> rules = [];
        foreach (var item in (node as ConfigList)?.Items ?? [])
        {
            if (ConfigSection.Open(item, ConflictShapes.Rule, scope.Log) is { } section && Rule(section) is { } rule)
            {
                rules.Add(rule);
            }
        }

        return rules;
    }

    private WrittenRule? Rule(ConfigSection section)
    {
        section.Require("field", "a hub column, a list of them, or \"*\" for all the others");
        section.Require("winner", $"one of {string.Join(", ", WinnerWords.All)}");
        var fields = scope.Log.ColumnsOf(section.Node("field"));
        var word = section.Choice("winner", WinnerWords.All);
        var then = section.Choice("then", WinnerWords.Deciding);
        var plan = new ConflictRulePlan([.. fields.Select(f => f.Name)], WinnerWords.Read(word ?? WinnerWords.All[0]))
        {
            Authority = Authority(section),
            Hold = section.Duration("hold"),
            Then = then is null ? null : WinnerWords.Read(then),
        };
        if (fields.Count > 1 && plan.Fields.Contains(ConflictRulePlan.Every))
        {
            section.Fault("config.bad_value", "field", "\"*\" stands for all other fields, each on its own: it stands alone");
            return null;
        }

        if (word is null || fields.Count == 0)
        {
            return null;
        }

        AskedFor(section, plan);
        return new WrittenRule(plan, section.Place, fields);
    }

    private List<Participant> Authority(ConfigSection section)
    {
        List<Participant> all = [];
        var node = section.Node("authority");
        foreach (var item in node is ConfigList list ? list.Items : node is null ? [] : [node])
        {
            if (scope.Log.TextOf(item) is not { } text)
            {
                continue;
            }

            var name = text == "hub" ? "hms" : text;
            if (!participants.Contains(name))
            {
                scope.Log.Add(
                    "conflicts.unknown_participant", item.Place, $"'{text}' is no participant",
                    Nearest.Remedy(text, participants));
            }
            else if (all.Contains(new Participant(name)))
            {
                scope.Log.Add("config.bad_value", item.Place, $"'{text}' stands here twice", "remove one of them");
            }
            else
            {
                all.Add(new Participant(name));
            }
        }

        return all;
    }

    /// <summary>What a rule needs must be there; what it never asks for is a misunderstanding.</summary>
    private void AskedFor(ConfigSection section, ConflictRulePlan plan)
    {
        var opens = plan.Winner == WinnerRule.Manual || (IsByTime(plan.Winner) && clock.Inside == InsideRule.Manual);
        var lists = plan.Winner == WinnerRule.Authority || plan.Then == WinnerRule.Authority
            || (clock.Inside == InsideRule.Authority && (IsByTime(plan.Winner) || IsByTime(plan.Then)));
        if (lists)
        {
            section.Require("authority", "the list of participants, first the one whose word counts most");
        }
        else
        {
            Unused(section, "authority", "nothing here asks for authority");
        }

        if (!opens)
        {
            Unused(section, "hold", "nothing is left to a person here");
            Unused(section, "then", "nothing is left to a person here");
        }
        else if (section.Has("hold") != section.Has("then"))
        {
            section.Require("hold", "how long a person has before 'then' decides");
            section.Require("then", "what decides when 'hold' has passed");
        }
    }

    private static bool IsByTime(WinnerRule? rule) => rule is WinnerRule.LatestChange or WinnerRule.EarliestChange;

    private static void Unused(ConfigSection section, string key, string why)
    {
        if (section.Has(key))
        {
            section.Fault("conflicts.unused_key", key, $"'{key}' is never asked for: {why}", "remove it");
        }
    }
}
