using System.Buffers;

namespace HmsSync.Map;

/// <summary>Turns one value into the other side's. Pure.</summary>
internal abstract class ValueConverter
{
    /// <summary>Writes the converted value, or nothing at all where it then counts as absent.</summary>
    /// <param name="value">A JSON value in UTF-8, never null.</param>
    /// <param name="output">Receives a JSON value.</param>
    /// <returns>Empty, or the code of the fault.</returns>
    public abstract string Convert(ReadOnlySpan<byte> value, IBufferWriter<byte> output);

    /// <summary>True when <see cref="Convert"/> would write nothing, so that no name is written for it.</summary>
    public virtual bool IsAbsent(ReadOnlySpan<byte> value) => false;
}
