using System.Text.Json;
using System.Threading.Channels;

namespace HmsSync.Partners;

/// <summary>
/// The calendar, what callers were told, and the rings that are still owed. Every change is a <see cref="LotusLine"/>: on
/// disk first, then in memory, so that a start from the file gives the same calendar. Safe for several threads.
/// </summary>
internal sealed class LotusCalendar : IRinging, IDisposable
{
    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, LotusLine> _entries = [];
    private readonly GivenAnswers _answers = new();
    private readonly OwedRings<LotusLine> _owed = new();
    private readonly LineFile<LotusLine> _file;
    private readonly string _secret;

    /// <param name="dataFile">JSON lines; made when it is not there.</param>
    /// <param name="secret">Goes into every ring.</param>
    public LotusCalendar(string dataFile, string secret)
    {
        _secret = secret;
        _file = new LineFile<LotusLine>(dataFile, Apply);
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

    public ChannelReader<bool> Bell => _owed.Bell;

    /// <summary>Enters or removes an entry for a caller of the API: 201, 200, 204, 404, or 422 for a key used before.</summary>
    public int Take(LotusLine line, PartnerCall call)
    {
        lock (_lock)
        {
            if (_answers.Told(call) is { } told)
            {
                return told;
            }

            var known = _entries.ContainsKey(Key(line));
            if (line.Deed == LotusDeed.Delete && !known)
            {
                return 404;
            }

            var status = line.Deed == LotusDeed.Delete ? 204 : known ? 200 : 201;
            Commit(line with { Seq = call.Seq, PartnerSeq = call.PartnerSeq, Answer = call.Answered(status) });
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

            Commit(line with { Uid = entry.Uid, Ring = OwedRings<LotusLine>.NewId("lotus") });
            return true;
        }
    }

    public Ring? NextRing()
    {
        lock (_lock)
        {
            return _owed.Oldest is { } line
                ? Ring.Of(line.Ring!, new LotusRing(_secret, line.Uid, line.Deed, line.Begin, line.Close, line.Title))
                : null;
        }
    }

    public void Settle(Ring ring)
    {
        lock (_lock)
        {
            Commit(new LotusLine(LotusDeed.Rung) { Ring = ring.Id });
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Key(LotusLine line) => line.Uid?.ToString() ?? throw new JsonException();

    private void Commit(LotusLine line)
    {
        _file.Append(line);
        Apply(line);
    }

    private void Apply(LotusLine line)
    {
        _answers.Add(line.Answer);
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
                _owed.Settle(line.Ring ?? throw new JsonException());
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

    private void Owe(LotusLine line) => _owed.Owe(line.Ring ?? throw new JsonException(), line);
}
