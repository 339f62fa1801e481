using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Hubs;
using HmsSync.Lanes;
using HmsSync.Lanes.Records;
using HmsSync.Map;
using HmsSync.Resolve;
using HmsSync.Sdk;
using HmsSync.Tests.Map;
using Xunit;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// One record with one field in a hub and at one partner that takes conditional writes, and between them the engine's own decisions
/// without anything that could fail: what is left is the order of things. Ten seconds pass with each step.
/// </summary>
internal sealed class SmallWorld(MergePlan plan)
{
    private const string Field = "start";
    private const long Step = 10_000_000;

    private static readonly Participant Partner = new("calendar");
    private static readonly MappingPlan Mapping = Mapped.Plan("""{"fields": {"start": "start"}}""");

    private readonly HashSet<string> _overwritten = new(StringComparer.Ordinal);
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private readonly List<FieldConflict> _conflicts = [];
    private readonly Dictionary<string, string?> _seen = new(StringComparer.Ordinal);
    private readonly Queue<(Seq Seq, string? Value)> _owed = new();
    private string? _back;
    private LinkRow _link = LinkRow.None;
    private HubCard _card;
    private string? _hub;
    private string? _there;
    private long _thereAt;
    private int _version;
    private long _now = Step;
    private bool _deleted;

    /// <summary>By another rule what somebody replaced may come back.</summary>
    public bool LatestWins { get; init; }

    /// <summary>Writes of the engine.</summary>
    public int Effects { get; private set; }

    public void Do(SmallStep step)
    {
        _now += Step;
        switch (step)
        {
            case SmallStep.HubWrites:
                Hub(Written("h", _hub), new EventTime(_now));
                break;
            case SmallStep.HubDeletes when _hub is not null:
                _deleted = true;
                Hub(null, new EventTime(_now));
                break;
            case SmallStep.PartnerWrites:
                There(Written("p", _there));
                break;
            case SmallStep.PartnerDeletes when _there is not null:
                _deleted = true;
                There(null);
                break;
            case SmallStep.Tells:
                Tell();
                break;
            case SmallStep.Reads:
                Read();
                break;
        }
    }

    /// <summary>What is wrong when nobody does anything any more; null: nothing.</summary>
    public string? Judge()
    {
        Settle();
        var effects = Effects;
        Settle();
        return effects != Effects || _owed.Count > 0 ? "it never rests (invariant 5)"
            : _back is not null && LatestWins ? $"{_back} came back, which its people had replaced (invariant 7)"
            : _hub != _there ? $"the hub has {_hub}, the partner {_there} (invariant 4)"
            : _deleted ? null
            : _hub is not null && _overwritten.Contains(_hub) ? $"{_hub} stands, which somebody saw and replaced (invariant 7)"
            : _written.FirstOrDefault(value => value != _hub && !_overwritten.Contains(value) && Lost(value) != 1) is { } value
                ? $"{value} stands in {Lost(value)} conflicts (invariant 6)"
            : null;
    }

    private void Settle()
    {
        for (var i = 0; i < 4 || (_owed.Count > 0 && i < 20); i++)
        {
            Do(SmallStep.Reads);
            Do(SmallStep.Tells);
        }
    }

    private int Lost(string value) => _conflicts.Count(c => Text(c.Winner!.Value.IsHub ? c.PartnerValue : c.HubValue) == value);

    private string Written(string side, string? seen)
    {
        if (seen is not null)
        {
            _overwritten.Add(seen);
        }

        var value = string.Create(CultureInfo.InvariantCulture, $"{side}{_written.Count}");
        _written.Add(value);
        _seen[value] = seen;
        return value;
    }

    private void There(string? value) => (_there, _thereAt, _version) = (value, _now, _version + 1);

    /// <summary>The hub changes, and its feed shows it: the partner is owed that.</summary>
    private void Hub(string? value, EventTime at)
    {
        var card = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(card))
        {
            writer.WriteStartObject();
            writer.WritePropertyName(Field);
            var json = value is null ? default : JsonSerializer.SerializeToUtf8Bytes(value);
            FieldStamps.Of(_card.Stamps.Span, Field).WriteChanged(writer, json, at);
            writer.WriteEndObject();
        }

        (_hub, _card) = (value, new HubCard(card.WrittenMemory, new Seq(_card.Shown.Value + 1)));
        _owed.Enqueue((_card.Shown, value));
    }

    /// <summary>The lane to the partner: the oldest change that is owed, as the difference, on the version that is known.</summary>
    private void Tell()
    {
        if (!_owed.TryPeek(out var owed))
        {
            return;
        }

        var telling = RecordTelling.Of(owed.Value is null ? ChangeOp.Delete : ChangeOp.Update, Json(owed.Value), _link, Mapping);
        if (telling.Op is null || _link.HasOvertaken(owed.Seq))
        {
            _owed.Dequeue();
            return;
        }

        if (telling.Op == ChangeOp.Insert ? _there is not null : _there is null || Version != _link.Version)
        {
            return; // 412: what stands there is read next
        }

        Effects++;
        _owed.Dequeue();
        _back ??= _there is not null && owed.Value is not null && _seen[_there] == owed.Value ? owed.Value : null;
        There(telling.Op == ChangeOp.Delete ? null : owed.Value);
        _link = _link with
        {
            Fields = telling.After(_link),
            Version = _there is null ? null : Version,
            Incarnation = Math.Max(1, _link.Incarnation + (_link.IsTombstone && _there is not null ? 1 : 0)),
            Revision = _link.Revision + 1,
            BaseAt = new EventTime(_now),
        };
    }

    /// <summary>The lane to the hub: what stands there is merged.</summary>
    private void Read()
    {
        if (_there is null && !_link.IsThere)
        {
            return; // never met, or known to be gone
        }

        var decision = new HubDecision(new HubDecisionInput
        {
            Partner = Partner,
            Theirs = new PartnerState
            {
                Fields = Json(_there),
                WhenBorn = Json(_there),
                IsGone = _there is null,
                Version = _there is null ? null : Version,
                From = new EventTime(_thereAt),
                To = new EventTime(_thereAt),
            },
            Link = _link,
            Card = _card,
            Plan = plan,
            Same = Mapping.Equality.Same,
            Told = _ => true,
            Latest = new EventTime(_now + Step),
        });
        ReadOnlyMemory<byte>? current = _hub is null ? null : Json(_hub);
        var write = decision.Decide(current, NoRows.Instance);
        while (decision.MustLoad || decision.MustNote)
        {
            if (decision.MustLoad)
            {
                Assert.True(decision.LoadAsync().IsCompletedSuccessfully);
            }
            else
            {
                decision.Noted();
            }

            write = decision.Decide(current, NoRows.Instance);
        }

        _conflicts.AddRange(decision.Conflicts);
        if (write.Kind != HubWriteKind.Nothing)
        {
            Effects++;
            var value = write.Kind == HubWriteKind.Delete ? null : Text(JsonFields.Find(write.Fields.Span, Field).ToArray());
            Hub(value, new EventTime(_thereAt));
        }

        _link = decision.Ended(write.Kind != HubWriteKind.Nothing).Link!;
        _link = write.Kind == HubWriteKind.Nothing ? _link : _link with { Passed = _card.Shown };
    }

    private string Version => string.Create(CultureInfo.InvariantCulture, $"v{_version}");

    private static byte[] Json(string? value) => value is null ? [] : Encoding.UTF8.GetBytes($$"""{"{{Field}}":"{{value}}"}""");

    private static string? Text(ReadOnlyMemory<byte> json) => json.IsEmpty ? null : JsonSerializer.Deserialize<string>(json.Span);
}

/// <summary>What can happen next.</summary>
internal enum SmallStep
{
    HubWrites,
    PartnerWrites,
    HubDeletes,
    PartnerDeletes,
    Tells,
    Reads,
}
