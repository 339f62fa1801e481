using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace HmsSync.Server.Access;

/// <summary>
/// What a browser shows instead of a key, because an <c>EventSource</c> sends no headers: good for one stream, for a minute, and
/// worth nothing in a log. They live in memory; after a restart a page asks for another.
/// </summary>
internal sealed class Tickets(TimeProvider clock)
{
    /// <summary>Invariant 11: tickets that nobody has used yet; one more is not given.</summary>
    public const int Most = 10_000;

    private const int TicketBytes = 32;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<string, (Caller Caller, DateTimeOffset Expires)> _tickets = new(StringComparer.Ordinal);

    /// <summary>Null: there are too many.</summary>
    public (string Ticket, DateTimeOffset Expires)? Give(Caller caller)
    {
        var now = clock.GetUtcNow();
        if (_tickets.Count >= Most)
        {
            foreach (var (hash, old) in _tickets)
            {
                if (old.Expires <= now)
                {
                    _tickets.TryRemove(hash, out _);
                }
            }
        }

        if (_tickets.Count >= Most)
        {
            return null;
        }

        var ticket = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(TicketBytes));
        var expires = now + Lifetime;
        return _tickets.TryAdd(HashOf(ticket), (caller, expires)) ? (ticket, expires) : null;
    }

    /// <summary>Whose it was; null: nobody's, or used before, or too late. Its hash is looked up: time tells nothing of a ticket.</summary>
    public Caller? Take(string ticket)
        => _tickets.TryRemove(HashOf(ticket), out var known) && known.Expires > clock.GetUtcNow()
            && !known.Caller.HasEnded(clock.GetUtcNow())
            ? known.Caller
            : null;

    private static string HashOf(string ticket) => Convert.ToHexString(KeyText.Hash(ticket));
}
