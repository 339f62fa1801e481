using System.Text.Json;
using System.Threading.Channels;

namespace HmsSync.Partners;

/// <summary>
/// The calendar, what callers were told, and the rings that are still owed. Every change is a <see cref="LotusLine"/>: on
/// disk first, then in memory, so that a start from the file gives the same calendar. Safe for several threads.
/// </summary>
internal sealed class LotusCalendar : IDisposable
{
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, LotusLine> _entries = [];
    private readonly Dictionary<string, LotusAnswer> _answers = [];
    private readonly OrderedDictionary<string, LotusLine> _owed = [];
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly LotusFile _file;

    public LotusCalendar(string dataFile)
    {
        _file = new LotusFile(dataFile, Apply);
    }

    /// <summary>In order of arrival.</summary>
    public IReadOnlyList<LotusLine> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries.Values];
            }
        }
    }

    /// <summary>Becomes readable when a ring is owed.</summary>
    public ChannelReader<bool> Bell => _bell.Reader;

    /// <summary>Enters or removes an entry for a caller of the API: 201, 200, 204, 404, or 422 for a key used before.</summary>
    /// <param name="line">What to do; <see cref="LotusLine.Answer"/> is filled in here.</param>
    /// <param name="key">The caller's <c>Idempotency-Key</c>, or null.</param>
    /// <param name="request">Hash of the request.</param>
    public int Take(LotusLine line, string? key, string request)
    {
        lock (_lock)
        {
            if (key is not null && _answers.TryGetValue(key, out var told))
            {
                return told.Request == request ? told.Status : 422;
            }

            var known = _entries.ContainsKey(Key(line));
            if (line.Deed == LotusDeed.Delete && !known)
            {
                return 404;
            }

            var status = line.Deed == LotusDeed.Delete ? 204 : known ? 200 : 201;
            Commit(line with { Answer = key is null ? null : new LotusAnswer(key, request, status) });
            return status;
        }
    }

    /// <summary>What a clerk does to an entry; owes a ring. False when there is no such entry.</summary>
    public bool Clerk(string uid, LotusLine line)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(uid, out var entry))
            {
                return false;
            }

            Commit(line with { Uid = entry.Uid, Ring = $"lotus-{Convert.ToHexStringLower(RandomRing())}" });
            return true;
        }
    }

    /// <summary>The oldest ring that is owed, or null.</summary>
    public LotusLine? NextRing()
    {
        lock (_lock)
        {
            return _owed.Count == 0 ? null : _owed.GetAt(0).Value;
        }
    }

    /// <summary>The ring was answered for good.</summary>
    public void Settle(LotusLine ring)
    {
        lock (_lock)
        {
            Commit(new LotusLine(LotusDeed.Rung) { Ring = ring.Ring });
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Key(LotusLine line) => line.Uid?.ToString() ?? throw new JsonException();

    private static byte[] RandomRing() => System.Security.Cryptography.RandomNumberGenerator.GetBytes(12);

    private void Commit(LotusLine line)
    {
        _file.Append(line);
        Apply(line);
    }

    private void Apply(LotusLine line)
    {
        if (line.Answer is { } answer)
        {
            _answers[answer.Key] = answer;
        }

        switch (line.Deed)
        {
            case LotusDeed.Put:
                _entries[Key(line)] = line;
                break;
            case LotusDeed.Delete:
                _entries.Remove(Key(line));
                break;
            case LotusDeed.Cancelled:
                _entries.Remove(Key(line));
                Owe(line);
                break;
            case LotusDeed.Changed:
                Change(line);
                Owe(line);
                break;
            case LotusDeed.Rung:
                _owed.Remove(line.Ring ?? throw new JsonException());
                break;
        }
    }

    private void Change(LotusLine change)
    {
        var entry = _entries.GetValueOrDefault(Key(change)) ?? throw new JsonException();
        _entries[Key(change)] = entry with
        {
            Begin = change.Begin ?? entry.Begin,
            Close = change.Close ?? entry.Close,
            Title = change.Title ?? entry.Title,
        };
    }

    private void Owe(LotusLine line)
    {
        _owed[line.Ring ?? throw new JsonException()] = line;
        _bell.Writer.TryWrite(true);
    }
}
