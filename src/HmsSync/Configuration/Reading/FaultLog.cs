using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Reading;

/// <summary>Collects what is wrong in all files of one load, so that it is told at once.</summary>
internal sealed class FaultLog
{
    private readonly List<Fault> _faults = [];
    private readonly List<Fault> _warnings = [];

    public int Count => _faults.Count;

    /// <summary>By file, line and column; the same fault at the same place once.</summary>
    public IReadOnlyList<Fault> Faults => Sort(_faults);

    public IReadOnlyList<Fault> Warnings => Sort(_warnings);

    public void Add(string code, Place? place, string message, string? remedy = null)
        => _faults.Add(new Fault(code, place, message, remedy));

    public void Warn(string code, Place? place, string message, string? remedy = null)
        => _warnings.Add(new Fault(code, place, message, remedy));

    private static List<Fault> Sort(List<Fault> faults) =>
    [
        .. faults.Distinct()
            .OrderBy(f => f.Place?.File ?? "", StringComparer.Ordinal)
            .ThenBy(f => f.Place?.Line ?? 0)
            .ThenBy(f => f.Place?.Column ?? 0),
    ];
}
