using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;

namespace HmsSync.Partners;

/// <summary>
/// The calendar, what callers were told, and the rings that are still owed. Every change is a <see cref="LotusLine"/>: on
/// disk first, then in memory, so that a start from the file gives the same calendar. Safe for several threads.
/// </summary>
internal sealed class LotusCalendar : IRinging, IDisposable
{
    private const int FirstWalkIn = 9001;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, LotusRecord> _records = [];
    private readonly GivenAnswers _answers = new();
    private readonly OwedRings<LotusLine> _owed = new();
    private readonly LineFile<LotusLine> _file;
    private readonly string _secret;
    private readonly TimeProvider _clock;
    private long _version;

    /// <param name="dataFile">JSON lines; made when it is not there.</param>
    /// <param name="secret">Goes into every ring.</param>
    /// <param name="clock">Stamps the entries.</param>
    public LotusCalendar(string dataFile, string secret, TimeProvider clock)
    {
        _secret = secret;
        _clock = clock;
        _file = new LineFile<LotusLine>(dataFile, Apply);
    }

    /// <summary>What is in, in order of arrival.</summary>
    public IReadOnlyList<LotusLine> Entries
    {
        get
        {
            lock (_lock)
            {
                return [.. _records.Values.Where(r => r.State == LotusState.In).Select(r => r.Line)];
            }
        }
    }

    public ChannelReader<bool> Bell => _owed.Bell;

    /// <summary>Null: it is not there, or gone.</summary>
    public LotusRecord? Find(string uid)
    {
        lock (_lock)
        {
            return _records.GetValueOrDefault(uid) is { State: not LotusState.Gone } found ? found : null;
        }
    }

    /// <summary>What happened after a version, oldest first; from the start without what is gone.</summary>
    public IReadOnlyList<LotusRecord> Changes(long since, int most)
    {
        lock (_lock)
        {
            return
            [
                .. _records.Values.Where(r => r.Version > since && (since > 0 || r.State != LotusState.Gone))
                    .OrderBy(r => r.Version).Take(most),
            ];
        }
    }

    /// <summary>What a caller of the API does: 200, 201, 204, 404, 412, or 422 for a key used before.</summary>
    public int Take(LotusLine line, PartnerCall call)
    {
        lock (_lock)
        {
            if (_answers.Told(call) is { } told)
            {
                return told;
            }

            var known = Find(Key(line));
            var status = line.Deed switch
            {
                LotusDeed.Delete or LotusDeed.Patched when known is null => 404,
                _ when call.IfMatch.Length > 0 && call.IfMatch != known?.Etag => 412,
                LotusDeed.Delete => 204,
                LotusDeed.Put when known?.State != LotusState.In => 201,
                _ => 200,
            };
            if (status < 300)
            {
                Commit(line with { Seq = call.Seq, PartnerSeq = call.PartnerSeq, Answer = call.Answered(status) });
            }

            return status;
        }
    }

    /// <summary>What a clerk does to an entry; owes a ring. False when there is no such entry.</summary>
    public bool Clerk(string uid, LotusLine line)
    {
        lock (_lock)
        {
            if (Find(uid) is not { State: LotusState.In } entry)
            {
                return false;
            }

            Commit(line with { Uid = entry.Line.Uid, Ring = OwedRings<LotusLine>.NewId("lotus") });
            return true;
        }
    }

    /// <summary>A clerk enters somebody who walks in; owes a ring. The number that the calendar gives it.</summary>
    public int Enter(LotusLine line)
    {
        lock (_lock)
        {
            var uid = FirstWalkIn;
            while (_records.ContainsKey(uid.ToString(CultureInfo.InvariantCulture)))
            {
                uid++;
            }

            Commit(line with { Uid = JsonSerializer.SerializeToElement(uid), Ring = OwedRings<LotusLine>.NewId("lotus") });
            return uid;
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
        var stamped = line with { At = _clock.GetUtcNow() };
        _file.Append(stamped);
        Apply(stamped);
    }

    private void Apply(LotusLine line)
    {
        _answers.Add(line.Answer);
        switch (line.Deed)
        {
            case LotusDeed.Put:
                Keep(line, LotusState.In);
                break;
            case LotusDeed.Struck:
                Keep(line, LotusState.Out);
                break;
            case LotusDeed.Delete:
                Keep(line, LotusState.Gone);
                break;
            case LotusDeed.Cancelled:
                Keep(Joined(line), LotusState.Out);
                Owe(line);
                break;
            case LotusDeed.Changed:
                Keep(Joined(line), LotusState.In);
                Owe(line);
                break;
            case LotusDeed.Patched:
                Keep(Joined(line) with { Seq = line.Seq, PartnerSeq = line.PartnerSeq }, State(line));
                break;
            case LotusDeed.Rung:
                _owed.Settle(line.Ring ?? throw new JsonException());
                break;
        }
    }

    private void Keep(LotusLine line, LotusState state)
    {
        var key = Key(line);
        if (state == LotusState.In && _records.GetValueOrDefault(key)?.State != LotusState.In)
        {
            _records.Remove(key); // what comes back comes last
        }

        _records[key] = new LotusRecord(line, ++_version, state);
    }

    private LotusState State(LotusLine line)
        => line.IsOut is { } isOut ? (isOut ? LotusState.Out : LotusState.In)
            : _records.GetValueOrDefault(Key(line))?.State ?? throw new JsonException();

    /// <summary>The entry with what the line says of it.</summary>
    private LotusLine Joined(LotusLine line) => _records.GetValueOrDefault(Key(line))?.Line is { } entry
        ? entry with
        {
            Begin = line.Begin ?? entry.Begin,
            Close = line.Close ?? entry.Close,
            Title = line.Title ?? entry.Title,
            At = line.At,
        }
        : line;

    private void Owe(LotusLine line) => _owed.Owe(line.Ring ?? throw new JsonException(), line);
}
