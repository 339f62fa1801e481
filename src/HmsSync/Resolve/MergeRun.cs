using System.Buffers;
using System.Text.Json;

namespace HmsSync.Resolve;

/// <summary>Decides one unit after the other, each a field or a group, and gathers what comes of it.</summary>
internal sealed class MergeRun(MergeInput input) : IDisposable
{
    private readonly List<FieldConflict> _conflicts = [];
    private readonly List<string> _held = [];
    private readonly List<string> _agreed = [];
    private readonly List<string> _unstamped = [];
    private ArrayBufferWriter<byte>? _write;
    private Utf8JsonWriter? _json;

    public void Dispose() => _json?.Dispose();

    public void Agree(string field) => _agreed.Add(field);

    public void Decide(MergeRule rule, ReadOnlySpan<MergeField> unit)
    {
        if (IsHeld(unit))
        {
            Hold(rule, unit);
            return;
        }

        var (theirs, ours, agree) = (false, false, true);
        foreach (ref readonly var field in unit)
        {
            theirs |= field.TheirsChanged;
            ours |= field.OursChanged;
            agree &= field.Agrees;
        }

        if (!theirs || agree)
        {
            return;
        }

        if (!ours)
        {
            Write(unit);
            return;
        }

        if (HubStampOf(unit) is { } hub)
        {
            Judge(rule, unit, hub);
        }
    }

    public MergeResult Result()
    {
        if (_unstamped.Count > 0)
        {
            return new MergeResult { Unstamped = _unstamped, Held = [.. input.Held] };
        }

        _json?.WriteEndObject();
        _json?.Flush();
        return new MergeResult
        {
            Write = _write?.WrittenMemory ?? default,
            Conflicts = _conflicts,
            Held = _held,
            Agreed = _agreed,
        };
    }

    private void Judge(MergeRule rule, ReadOnlySpan<MergeField> unit, HubStamp hub)
    {
        var verdict = Verdict.Of(rule, input.Plan.Clock, hub, input.TheirStamp, input.Partner);
        var at = rule.Winner == Configuration.WinnerRule.EarliestChange ? hub.First : hub.Last;
        foreach (ref readonly var field in unit)
        {
            // Invariant 6: what one side made and will not stand is kept, once.
            var loses = verdict.Winner is not { } winner ? !field.Agrees
                : !field.Agrees && (winner.IsHub ? field.TheirsChanged : field.OursChanged);
            if (loses)
            {
                _conflicts.Add(Conflict(rule, in field, verdict, at));
            }

            if (verdict.Winner is null)
            {
                _held.Add(field.Name);
            }
        }

        if (verdict.Winner is { IsHub: false })
        {
            Write(unit);
        }
    }

    /// <summary>Nobody writes what is held. What the partner says of it now is remembered beside the open question.</summary>
    private void Hold(MergeRule rule, ReadOnlySpan<MergeField> unit)
    {
        var agree = true;
        foreach (ref readonly var field in unit)
        {
            agree &= field.Agrees;
        }

        foreach (ref readonly var field in unit)
        {
            if (!agree)
            {
                _held.Add(field.Name);
            }
            else if (input.Held.Contains(field.Name))
            {
                _agreed.Add(field.Name);
            }

            if (!agree && field.TheirsChanged)
            {
                var hub = input.HubStamps(field.Name)?.Last ?? default;
                _conflicts.Add(Conflict(rule, in field, new Verdict(null, "It is open, and the partner changed it again."), hub));
            }
        }
    }

    private FieldConflict Conflict(MergeRule rule, ref readonly MergeField field, Verdict verdict, Stamp hub) => new(
        field.Name,
        rule.Word,
        verdict.Winner,
        field.Ours.ToArray(),
        field.There.ToArray(),
        field.Base.ToArray(),
        hub,
        input.TheirStamp,
        verdict.Why);

    /// <summary>Of what the hub changed since the base; null: something of it has no stamp, which is noted.</summary>
    private HubStamp? HubStampOf(ReadOnlySpan<MergeField> unit)
    {
        HubStamp? all = null;
        var known = _unstamped.Count;
        foreach (ref readonly var field in unit)
        {
            if (!field.OursChanged)
            {
                continue;
            }

            if (input.HubStamps(field.Name) is { } stamp)
            {
                all = all is { } before ? before.With(stamp) : stamp;
            }
            else
            {
                // Invariant 7: nothing is judged without a stamp, or a write that is on its way could lose to an older one.
                _unstamped.Add(field.Name);
            }
        }

        return _unstamped.Count > known ? null : all;
    }

    /// <summary>The hub takes what the partner holds of the unit.</summary>
    private void Write(ReadOnlySpan<MergeField> unit)
    {
        foreach (ref readonly var field in unit)
        {
            if (field.Agrees)
            {
                continue;
            }

            if (_json is null)
            {
                _write = new ArrayBufferWriter<byte>();
                _json = new Utf8JsonWriter(_write);
                _json.WriteStartObject();
            }

            _json.WritePropertyName(field.Name);
            _json.WriteRawValue(field.There.Span, skipInputValidation: true);
        }
    }

    private bool IsHeld(ReadOnlySpan<MergeField> unit)
    {
        foreach (ref readonly var field in unit)
        {
            if (input.Held.Contains(field.Name))
            {
                return true;
            }
        }

        return false;
    }
}
