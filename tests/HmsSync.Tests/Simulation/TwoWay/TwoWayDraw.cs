using System.Text.Json;
using System.Text.Json.Serialization;
using HmsSync.Configuration;
using HmsSync.Seams;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// All that a seed decides about a world before it begins. Each seed leans another way (swarm testing, Groce and others 2012): one
/// has many crashes and no faults of the network, another no crash and three partners.
/// </summary>
internal sealed record TwoWayDraw
{
    private static readonly JsonSerializerOptions Json = new() { Converters = { new JsonStringEnumConverter() } };
    private static readonly string[] Names = ["calendar", "desk", "annex"];

    public required ulong Seed { get; init; }

    public required IReadOnlyList<CalendarFlaws> Calendars { get; init; }

    public required HubHabits Hub { get; init; }

    public required NetworkFlaws Network { get; init; }

    public required ConflictPlan Rules { get; init; }

    [JsonIgnore]
    public IReadOnlyList<Move> Moves { get; init; } = [];

    /// <summary>The moves as a text.</summary>
    public string Script
    {
        get => MoveScript.Write(Moves);
        init => Moves = MoveScript.Read(value);
    }

    /// <summary>One line that makes the same draw again, whatever seeds may come to mean.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public static TwoWayDraw FromJson(string json) => JsonSerializer.Deserialize<TwoWayDraw>(json, Json)!;

    public static TwoWayDraw Of(ulong seed)
    {
        var random = new RandomSource(seed);
        var count = random.Next(10) switch { < 6 => 1, < 9 => 2, _ => 3 };
        return new TwoWayDraw
        {
            Seed = seed,
            Calendars = [.. Names.Take(count).Select(name => CalendarFlaws.Draw(name, random.Split()))],
            Hub = HubHabits.Draw(random.Split()),
            Network = NetworkFlaws.Draw(random.Split()),
            Rules = RulesDraw.Of(random.Split(), Names.Take(count)),
            Moves = Drawn(random.Split()),
        };
    }

    public override string ToString()
        => $"{Hub}\n  {Network}\n  {string.Join("\n  ", Calendars)}\n  deletes {Rules.Deletes}, {Rules.Clock}, "
            + string.Join(", ", Rules.Rules.Select(r => $"{string.Join('+', r.Fields)}: {r.Winner}{(r.Hold is null ? "" : " held")}"));

    private static List<Move> Drawn(RandomSource random)
    {
        int Weight(params ReadOnlySpan<int> weights) => weights[random.Next(weights.Length)];
        var (hub, calendar, crash) = (Weight(15, 40, 80), Weight(15, 40, 80), Weight(0, 0, 4, 12));
        var (toggle, answer, run) = (Weight(0, 5), 10, 350 + random.Next(250));
        (MoveKind, int)[] kinds =
        [
            (MoveKind.Hub, hub), (MoveKind.Calendar, calendar), (MoveKind.Crash, crash), (MoveKind.Toggle, toggle),
            (MoveKind.Answer, answer), (MoveKind.Run, run),
        ];
        return [.. Enumerable.Range(0, 250 + random.Next(400)).Select(_ => new Move(Pick(random.Next(1_000), kinds), random.NextUInt64()))];
    }

    private static MoveKind Pick(int draw, (MoveKind Kind, int Weight)[] kinds)
    {
        foreach (var (kind, weight) in kinds)
        {
            draw -= weight;
            if (draw < 0)
            {
                return kind;
            }
        }

        return MoveKind.Fire;
    }
}
