using System.Globalization;
using System.Runtime.CompilerServices;

namespace HmsSync.Tests.Simulation;

/// <summary>One line of a timeline, formatted only when the timeline is kept.</summary>
[InterpolatedStringHandler]
internal ref struct SimLine
{
    private DefaultInterpolatedStringHandler _text;

    /// <inheritdoc cref="DefaultInterpolatedStringHandler(int, int)"/>
    public SimLine(int literalLength, int formattedCount, SimFaults faults, out bool isKept)
    {
        isKept = faults.Timeline is not null;
        _text = isKept ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public void AppendFormatted<T>(T value, string format) => _text.AppendFormatted(value, format);

    public string ToStringAndClear() => _text.ToStringAndClear();
}
