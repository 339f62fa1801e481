using System.Globalization;
using System.Text.Json.Serialization;
using HmsSync.Seams;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>What the application and its database do; drawn from the seed.</summary>
/// <param name="Derives">A trigger makes the label of a record from its start, whoever writes either.</param>
/// <param name="Shouts">A trigger writes notes in capitals.</param>
/// <param name="MovesKeys">People change the keys of records.</param>
/// <param name="Look">How long it can take until we notice what was written.</param>
/// <param name="Touches">A trigger writes the label of the next record when a record's start changes.</param>
/// <param name="Cascades">With a record the next one is deleted.</param>
/// <param name="Uuids">Keys are texts, and records that are born at a partner that makes its own keys get a uuid.</param>
internal sealed record HubHabits(
    bool Derives, bool Shouts, bool MovesKeys, TimeSpan Look, bool Touches = false, bool Cascades = false, bool Uuids = false)
{
    /// <summary>Labels are made there, and partners are told them.</summary>
    [JsonIgnore]
    public bool Labels => Derives || Touches;

    public static HubHabits Draw(RandomSource random)
    {
        var derives = random.OneIn(3);
        return new HubHabits(
            derives,
            Shouts: random.OneIn(4),
            MovesKeys: random.OneIn(4),
            Look: TimeSpan.FromMilliseconds(random.Next(3) switch { 0 => 100, 1 => 300, _ => 1_000 }),
            Touches: !derives && random.OneIn(3),
            Cascades: random.OneIn(4),
            Uuids: random.OneIn(4));
    }

    /// <summary>The hub's key of that number.</summary>
    public string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"{(Uuids ? "k" : "")}{number}");

    /// <summary>SQL: the key of the record that stands next to the one of a trigger's row.</summary>
    /// <param name="row">NEW or OLD.</param>
    public string Next(string row) => Uuids ? $"(SELECT min(id) FROM appointments WHERE id > {row}.id)" : $"{row}.id + 1";

    /// <summary>The label that the trigger gives.</summary>
    public static string LabelOf(string? start) => $"L:{start}";
}
