using System.Globalization;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace HmsSync.Partners;

/// <summary>
/// The appointments, their changes, what callers were told, and the rings that are owed. On disk first, then in memory. Safe
/// for several threads.
/// </summary>
internal sealed class ClinicBook : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ClinicSettings _settings;
    private readonly TimeProvider _clock;
    private readonly OrderedDictionary<string, ClinicLine> _appointments = [];
    private readonly Dictionary<string, long> _made = [];
    private readonly List<ClinicLine> _changes = [];
    private readonly Dictionary<string, (ClinicTold Told, ClinicLine Line)> _told = [];
    private readonly OrderedDictionary<long, ClinicLine> _owed = [];
    private readonly Channel<bool> _bell = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ClinicFile _file;

    public ClinicBook(ClinicSettings settings, TimeProvider clock)
    {
        _settings = settings;
        _clock = clock;
        _file = new ClinicFile(settings.DataFile, Apply);
    }

    /// <summary>Becomes readable when a ring is owed.</summary>
    public ChannelReader<bool> Bell => _bell.Reader;

    public ClinicLine? Find(string id)
    {
        lock (_lock)
        {
            return _appointments.GetValueOrDefault(id);
        }
    }

    /// <summary>The page after the cursor, in order of making; a next cursor unless it is the last.</summary>
    public (IReadOnlyList<ClinicLine> Items, long? Next) List(long after, int limit, Func<JsonObject, bool> wanted)
    {
        lock (_lock)
        {
            var page = _appointments.Values.Where(a => _made[a.Id] > after && wanted(a.Record!)).Take(limit + 1).ToList();
            return page.Count > limit ? (page[..limit], _made[page[limit - 1].Id]) : (page, null);
        }
    }

    /// <summary>Of each appointment its newest change after the cursor; null: the cursor is too old.</summary>
    public IReadOnlyList<ClinicLine>? Changes(long? after, int limit)
    {
        lock (_lock)
        {
            var oldest = Math.Max(0, _changes.Count - _settings.KeepChanges);
            if (after < oldest)
            {
                return null;
            }

            var newest = _changes.Skip((int)(after ?? oldest)).ToLookup(c => c.Id);
            return [.. _changes.Skip((int)(after ?? oldest)).Where(c => newest[c.Id].Last() == c).Take(limit)];
        }
    }

    /// <summary>What to do is decided under the lock, so that conditions hold until it is done.</summary>
    /// <param name="decide">Gets what stands there; a status, and the new state when something is to be done.</param>
    /// <param name="id">Which; null: the calendar makes it.</param>
    /// <param name="told">The caller's key and request; null: none.</param>
    public ClinicAnswer Take(string? id, Func<ClinicLine?, ClinicDecision> decide, ClinicTold? told = null)
    {
        lock (_lock)
        {
            if (told is not null && _told.TryGetValue(told.Key, out var before))
            {
                return before.Told.Request == told.Request
                    ? new ClinicAnswer(before.Told.Status, before.Line)
                    : new ClinicAnswer(422, null);
            }

            var known = id is null ? null : _appointments.GetValueOrDefault(id);
            var decision = decide(known);
            if (!decision.IsChange)
            {
                return new ClinicAnswer(decision.Status, known);
            }

            var line = Line(id ?? NextId(), decision) with { Told = told is null ? null : told with { Status = decision.Status } };
            _file.Append(line);
            Apply(line);
            return new ClinicAnswer(decision.Status, line);
        }
    }

    /// <summary>The oldest ring that is owed, or null.</summary>
    public ClinicLine? NextRing()
    {
        lock (_lock)
        {
            return _owed.Count == 0 ? null : _owed.GetAt(0).Value;
        }
    }

    /// <summary>The ring was answered for good.</summary>
    public void Settle(ClinicLine ring)
    {
        lock (_lock)
        {
            var line = new ClinicLine { Rung = ring.Seq };
            _file.Append(line);
            Apply(line);
        }
    }

    public void Dispose() => _file.Dispose();

    private string NextId() => string.Create(CultureInfo.InvariantCulture, $"a-{1001 + _changes.Count}");

    private ClinicLine Line(string id, ClinicDecision decision)
    {
        var seq = _changes.Count + 1;
        var etag = $"\"v{seq}\"";
        var at = _clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var record = decision.Fields?.DeepClone().AsObject();
        if (record is not null)
        {
            record["id"] = id;
            record["etag"] = etag;
            record["updated_at"] = at;
        }

        return new ClinicLine { Seq = seq, Id = id, Record = record, Etag = etag, UpdatedAt = at, ByClerk = decision.ByClerk };
    }

    private void Apply(ClinicLine line)
    {
        if (line.Rung is { } rung)
        {
            _owed.Remove(rung);
            return;
        }

        _changes.Add(line);
        if (line.Told is { } told)
        {
            _told[told.Key] = (told, line);
        }

        if (line.Record is null)
        {
            _appointments.Remove(line.Id);
            _made.Remove(line.Id);
        }
        else
        {
            _made.TryAdd(line.Id, line.Seq);
            _appointments[line.Id] = line;
        }

        if (line.ByClerk && _settings.DoorbellUrl is not null)
        {
            _owed[line.Seq] = line;
            _bell.Writer.TryWrite(true);
        }
    }
}

/// <param name="Status">What the caller is told.</param>
/// <param name="IsChange">Something is to be done.</param>
/// <param name="Fields">The appointment's new fields; null: it goes.</param>
/// <param name="ByClerk">HMS is told.</param>
internal sealed record ClinicDecision(int Status, bool IsChange = false, JsonObject? Fields = null, bool ByClerk = false);

/// <param name="Status">As HTTP says it.</param>
/// <param name="Line">The appointment as it stands, or stood when the same was asked before; null: there is none.</param>
internal sealed record ClinicAnswer(int Status, ClinicLine? Line);
