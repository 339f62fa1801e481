using System.Text.Json;
using System.Threading.Channels;

namespace HmsSync.Partners;

/// <summary>
/// The ward's beds, what callers were told, and the rings that are still owed. Every change is a <see cref="HospitalLine"/>: on
/// disk first, then in memory, so that a start from the file gives the same ward. Safe for several threads.
/// </summary>
internal sealed class HospitalBeds : IRinging, IDisposable
{
    public const int Total = 30;

    private const int BookedAtFirst = 12;

    private readonly Lock _lock = new();
    private readonly OrderedDictionary<string, HospitalReservation> _reservations = [];
    private readonly GivenAnswers _answers = new();
    private readonly OwedRings<HospitalLine> _owed = new();
    private readonly LineFile<HospitalLine> _file;
    private readonly string _secret;
    private int _booked = BookedAtFirst;

    /// <param name="dataFile">JSON lines; made when it is not there.</param>
    /// <param name="secret">Goes into every ring.</param>
    public HospitalBeds(string dataFile, string secret)
    {
        _secret = secret;
        _file = new LineFile<HospitalLine>(dataFile, Apply);
    }

    public HospitalWard Ward
    {
        get
        {
            lock (_lock)
            {
                return new HospitalWard(Total, _booked, Held, Free, [.. _reservations.Values]);
            }
        }
    }

    public ChannelReader<bool> Bell => _owed.Bell;

    private int Held => _reservations.Count == 0 ? 0 : _reservations.Values.Max(r => r.BedCap);

    private int Free => Math.Max(0, Total - _booked - Held);

    /// <summary>Holds beds: 201 for a new rule, 200 for one that changed, 422 for an <c>Idempotency-Key</c> used before.</summary>
    public int Reserve(HospitalLine line, PartnerCall call)
    {
        lock (_lock)
        {
            if (_answers.Told(call) is { } told)
            {
                return told;
            }

            var status = _reservations.ContainsKey(Rule(line)) ? 200 : 201;
            Commit(line with { Seq = call.Seq, PartnerSeq = call.PartnerSeq, Answer = call.Answered(status) });
            return status;
        }
    }

    /// <summary>A patient does not come: one bed more is free, and HMS is told. Null when none is booked.</summary>
    public HospitalWard? Cancel()
    {
        lock (_lock)
        {
            if (_booked == 0)
            {
                return null;
            }

            Commit(new HospitalLine(HospitalDeed.BedCancelled)
            {
                Ring = OwedRings<HospitalLine>.NewId("hospital"),
                BedsFree = Math.Max(0, Total - (_booked - 1) - Held),
            });
            return Ward;
        }
    }

    public Ring? NextRing()
    {
        lock (_lock)
        {
            return _owed.Oldest is { } line
                ? Ring.Of(line.Ring!, new Dictionary<string, object> { ["auth"] = _secret, ["bedsFree"] = line.BedsFree ?? 0 })
                : null;
        }
    }

    public void Settle(Ring ring)
    {
        lock (_lock)
        {
            Commit(new HospitalLine(HospitalDeed.Rung) { Ring = ring.Id });
        }
    }

    public void Dispose() => _file.Dispose();

    private static string Rule(HospitalLine line) => line.Rule ?? throw new JsonException();

    private void Commit(HospitalLine line)
    {
        _file.Append(line);
        Apply(line);
    }

    private void Apply(HospitalLine line)
    {
        _answers.Add(line.Answer);
        switch (line.Deed)
        {
            case HospitalDeed.Reserved:
                _reservations[Rule(line)] = new HospitalReservation(
                    Rule(line), line.BedCap ?? throw new JsonException(), line.Start ?? throw new JsonException(),
                    line.Priority, line.Seq, line.PartnerSeq);
                break;
            case HospitalDeed.BedCancelled:
                _booked--;
                _owed.Owe(line.Ring ?? throw new JsonException(), line);
                break;
            case HospitalDeed.Rung:
                _owed.Settle(line.Ring ?? throw new JsonException());
                break;
        }
    }
}
