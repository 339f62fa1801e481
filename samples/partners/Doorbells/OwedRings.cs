using System.Security.Cryptography;
using System.Threading.Channels;

namespace HmsSync.Partners;

/// <summary>The rings that are still owed, oldest first. Not safe for several threads but for <see cref="Bell"/>.</summary>
/// <typeparam name="TLine">The line that owes one.</typeparam>
internal sealed class OwedRings<TLine>
    where TLine : class
{
    private readonly OrderedDictionary<string, TLine> _owed = [];
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <inheritdoc cref="IRinging.Bell"/>
    public ChannelReader<bool> Bell => _bell.Reader;

    /// <summary>Null: none.</summary>
    public TLine? Oldest => _owed.Count == 0 ? null : _owed.GetAt(0).Value;

    /// <summary>A name for a new ring that no other has.</summary>
    public static string NewId(string partner) => $"{partner}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))}";

    public void Owe(string ring, TLine line)
    {
        _owed[ring] = line;
        _bell.Writer.TryWrite(true);
    }

    public void Settle(string ring) => _owed.Remove(ring);
}
