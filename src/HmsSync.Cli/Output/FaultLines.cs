using HmsSync.Diagnostics;

namespace HmsSync.Cli.Output;

/// <summary>Faults and warnings for people and for programs.</summary>
internal static class FaultLines
{
    public static void Show(Screen screen, IReadOnlyList<Fault> faults, string kind = "error")
    {
        foreach (var fault in faults)
        {
            screen.Note($"{kind}: {fault}");
        }
    }

    public static IEnumerable<object> Json(IReadOnlyList<Fault> faults) => faults.Select(fault => new
    {
        fault.Code,
        fault.Place?.File,
        fault.Place?.Line,
        fault.Place?.Column,
        fault.Message,
        fault.Remedy,
    });
}
