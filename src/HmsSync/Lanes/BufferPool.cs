using System.Buffers;
using System.Collections.Concurrent;

namespace HmsSync.Lanes;

/// <summary>Buffers for bodies, used again; as many as were ever out at once, none kept that has grown large.</summary>
internal sealed class BufferPool
{
    private const int KeptBytes = 64 * 1024;

    private readonly ConcurrentBag<ArrayBufferWriter<byte>> _idle = [];

    public ArrayBufferWriter<byte> Rent() => _idle.TryTake(out var buffer) ? buffer : new ArrayBufferWriter<byte>(1_024);

    public void Return(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity <= KeptBytes)
        {
            buffer.ResetWrittenCount();
            _idle.Add(buffer);
        }
    }
}
