using System.Buffers.Binary;
using System.Text;

namespace HmsSync.Hubs.Postgres.Feed;

/// <summary>Walks one message of pgoutput (PostgreSQL manual, 55.9): big endian, texts end with a zero byte.</summary>
internal ref struct WireReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> _message = message;

    public int At { get; private set; }

    public byte Byte() => _message[At++];

    public short Int16()
    {
        At += sizeof(short);
        return BinaryPrimitives.ReadInt16BigEndian(_message[(At - sizeof(short))..]);
    }

    public int Int32()
    {
        At += sizeof(int);
        return BinaryPrimitives.ReadInt32BigEndian(_message[(At - sizeof(int))..]);
    }

    public uint UInt32() => unchecked((uint)Int32());

    public long Int64()
    {
        At += sizeof(long);
        return BinaryPrimitives.ReadInt64BigEndian(_message[(At - sizeof(long))..]);
    }

    public ulong UInt64() => unchecked((ulong)Int64());

    public string Text()
    {
        var length = _message[At..].IndexOf((byte)0);
        At += length + 1;
        return Encoding.UTF8.GetString(_message.Slice(At - length - 1, length));
    }

    public ReadOnlySpan<byte> Bytes(int length)
    {
        At += length;
        return _message.Slice(At - length, length);
    }

    public void Skip(int length) => At += length;
}
