using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;
using NCrontab;

namespace HmsSync.Configuration.Compiling;

/// <summary>Compiles <c>mode</c> and <c>schedule</c>, which belong together.</summary>
internal sealed class ScheduleCompiler(CompileScope scope)
{
    /// <summary>Null: stream mode.</summary>
    public SchedulePlan? Compile(ConfigSection partner)
    {
        var batch = partner.Choice("mode", "stream", "batch") == "batch";
        if (batch)
        {
            partner.Require("schedule", "a batch needs to know when, such as schedule: \"0 * * * *\"");
        }
        else if (partner.Has("schedule"))
        {
            partner.Fault(
                "config.schedule", "schedule", "a schedule is for batches", "write mode: batch, or remove it");
        }

        return partner.Node("schedule") switch
        {
            ConfigScalar scalar => new SchedulePlan(Cron(partner, "schedule", scalar.Text), null, RunMissed: true),
            ConfigMap map => Compile(map),
            { } other => Wrong(other),
            null => null,
        };
    }

    private SchedulePlan? Wrong(ConfigNode node)
    {
        scope.Log.WrongType(node, "a cron line, or a map with 'cron' or 'every'");
        return null;
    }

    private SchedulePlan? Compile(ConfigMap map)
    {
        if (ConfigSection.Open(map, ConfigShapes.Schedule, scope.Log) is not { } section)
        {
            return null;
        }

        if (section.Has("cron") == section.Has("every"))
        {
            scope.Log.Add("config.schedule", map.Place, "a schedule has either 'cron' or 'every'");
        }

        var cron = section.Text("cron") is { } line ? Cron(section, "cron", line) : null;
        return new SchedulePlan(cron, section.Duration("every"), section.Choice("missed", "run", "skip") != "skip");
    }

    private static CrontabSchedule? Cron(ConfigSection section, string key, string line)
    {
        var cron = CrontabSchedule.TryParse(line);
        if (cron is null)
        {
            section.Fault(
                "config.bad_value", key, "this is no cron line of five fields",
                "minute hour day month weekday: \"0 * * * *\"");
        }

        return cron;
    }
}
