using System.Text;
using HmsSync.Hosting;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>What the engine made of it, for whoever reads a failing seed.</summary>
internal static class TwoWayTimeline
{
    public static void LogStore(SimFaults faults, Engine? engine)
    {
        if (faults.Timeline is null || engine is null)
        {
            return;
        }

        foreach (var e in engine.Store.Readers.Read(r => r.Events.After(default, 10_000)))
        {
            faults.Log($"journal {e.Seq} {e.Source} {e.Op} {e.Key} #{e.Record} cause {e.Cause} {Text(e.Fields)}");
        }

        foreach (var row in engine.Store.Readers.Read(r => r.Rows.Audit(0, 10_000)))
        {
            var a = row.Entry;
            faults.Log($"audit {a.At} lane {a.Lane} #{a.PartnerSeq} seq {a.Seq} {a.Op} {a.Outcome} {a.Code}");
        }

        foreach (var c in engine.Store.Readers.Read(r => r.Reports.Conflicts(all: true, 0, 10_000)))
        {
            faults.Log($"conflict {c.Id} {c.State} lane {c.Lane} seq {c.Seq} record {c.Record}.{c.Field} hub {Text(c.HubValue)} partner "
                + $"{Text(c.PartnerValue)} base {Text(c.Base)} to {c.Winner}: {c.Why}");
        }
    }

    private static string Text(ReadOnlyMemory<byte> json) => Encoding.UTF8.GetString(json.Span);
}
