using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Resolve;
using Xunit;
using static HmsSync.Tests.Resolve.Scene;

namespace HmsSync.Tests.Resolve;

/// <summary>What holds of every merge, whatever the records and rules. Fields a, b, c are on their own, x and y are a group.</summary>
public sealed class MergeAlgebraTests
{
    private static readonly string[] Fields = ["a", "b", "c", "x", "y"];

    private static readonly Gen<string> Record
        = Gen.Elements(null, "null", "1", "2", "\"A\"", "{\"k\":[1]}").ArrayOf(Fields.Length).Select(
            values => "{" + string.Join(',', Fields.Zip(values).Where(f => f.Second is not null)
                .Select(f => $"\"{f.First}\":{f.Second}")) + "}");

    private static readonly Gen<WinnerRule> Winners = Gen.Elements(Enum.GetValues<WinnerRule>());

    private static readonly Gen<Stamp> Stamps
        = from start in Gen.Choose(-5, 5)
          from length in Gen.Choose(0, 3)
          select new Stamp(Noon + (start * 1_000_000L), Noon + ((start + length) * 1_000_000L));

    private static readonly Gen<Scene> Scenes
        = from records in Record.ArrayOf(3)
          from winners in Winners.ArrayOf(3)
          from stamps in Stamps.ArrayOf(2)
          from inside in Gen.Elements(Enum.GetValues<InsideRule>())
          select new Scene(records[0], records[1], records[2])
          {
              Rules =
              [
                  Rule("a", winners[0], "lotus_notes", "hms"), Rule("x y", winners[1], "lotus_notes", "hms"),
                  Rule("*", winners[2], "hms", "lotus_notes"),
              ],
              Clock = ClockPlan.Default with { Inside = inside },
              At = stamps[0],
              HubAt = HubStamp.At(stamps[1]),
          };

    private static Config Runs => Config.QuickThrowOnFailure.WithMaxTest(3_000).WithQuietOnSuccess(true);

    [Fact]
    public void To_merge_the_same_twice_changes_nothing_and_makes_no_second_conflict()
        => Holds(scene =>
        {
            var once = scene.Merge();
            var again = After(scene, once).Merge();
            return again.Write.IsEmpty && again.Conflicts.Count == 0
                && again.Held.Order().SequenceEqual(once.Held.Order());
        });

    [Fact]
    public void What_the_partner_left_as_it_was_is_never_written()
        // Invariant 8: absent is left too.
        => Holds(scene => Names(scene.Merge().Write).Except(["x", "y"]).All(f =>
            Value(scene.Theirs, f) is { } t && t != Value(scene.Base, f)));

    [Fact]
    public void Every_written_value_is_one_that_the_partner_holds()
        => Holds(scene =>
        {
            var result = scene.Merge();
            return Names(result.Write).All(f => Value(Text(result.Write), f) == (Value(scene.Theirs, f) ?? Value(scene.Base, f)));
        });

    [Fact]
    public void Where_both_say_the_same_there_is_no_conflict()
        => Holds(scene =>
        {
            var result = (scene with { Theirs = scene.Ours }).Merge();
            return result.Write.IsEmpty && result.Conflicts.Count == 0 && result.Held.Count == 0;
        });

    [Fact]
    public void Latest_is_earliest_with_the_times_turned_around()
        => Holds(scene =>
        {
            var latest = scene.With(Rule("*", WinnerRule.LatestChange));
            var earliest = scene.With(Rule("*", WinnerRule.EarliestChange)) with
            {
                At = Turned(scene.At),
                HubAt = HubStamp.At(Turned(scene.HubAt!.Value.Last)),
            };
            return latest.Merge().Conflicts.Select(c => c.Winner).SequenceEqual(earliest.Merge().Conflicts.Select(c => c.Winner));
        });

    [Fact]
    public void Who_came_last_by_one_order_came_first_by_the_other()
        => Holds(scene =>
        {
            if (scene.At.Compare(scene.HubAt!.Value.Last, scene.Clock.MaxSkew) == Order.Undecided)
            {
                return true;
            }

            var latest = scene.With(Rule("*", WinnerRule.LatestChange)).Merge().Conflicts;
            var earliest = scene.With(Rule("*", WinnerRule.EarliestChange)).Merge().Conflicts;
            return latest.Count == earliest.Count && latest.Zip(earliest).All(p => p.First.Winner != p.Second.Winner);
        });

    [Fact]
    public void A_loser_stands_in_exactly_one_conflict_and_nobody_else_does()
        // Invariant 6: no silent loser.
        => Holds(scene =>
        {
            var result = scene.Merge();
            var after = After(scene, result);
            return Fields.All(f => result.Conflicts.Count(c => c.Field == f) == (Loses(scene, after, result, f) ? 1 : 0));
        });

    [Fact]
    public void A_conflict_tells_both_values_as_they_were()
        => Holds(scene => scene.Merge().Conflicts.All(c =>
            Text(c.HubValue) == (Value(scene.Ours, c.Field) ?? "")
            && Text(c.PartnerValue) == (Value(scene.Theirs, c.Field) ?? Value(scene.Base, c.Field) ?? "")
            && Text(c.Base) == (Value(scene.Base, c.Field) ?? "")));

    /// <summary>A value that one side made is gone from where both will agree, or waits for a person.</summary>
    private static bool Loses(Scene before, Scene after, MergeResult result, string field)
    {
        var (b, o) = (Value(before.Base, field), Value(before.Ours, field));
        var there = Value(before.Theirs, field) ?? (o is null ? null : b);
        var end = Value(after.Ours, field);
        return result.Held.Contains(field)
            ? there is not null && there != o
            : (IsMade(o, b) && end != o) || (Value(before.Theirs, field) is { } t && IsMade(t, b) && end != t);
    }

    private static bool IsMade(string? value, string? before) => value != before && !(before is null && value == "null");

    /// <summary>The hub wrote it, and the mirror is what the partner said.</summary>
    private static Scene After(Scene scene, MergeResult result) => scene with
    {
        Ours = Over(scene.Ours, result.Write.IsEmpty ? "{}" : Text(result.Write)),
        Base = Over(scene.Base, scene.Theirs),
        Held = [.. result.Held],
    };

    private static string Over(string lower, string upper)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        JsonOverlay.Write(Bytes(lower), Bytes(upper), output);
        return Text(output.WrittenMemory);
    }

    private static Stamp Turned(Stamp stamp) => new((2 * Noon) - stamp.To, (2 * Noon) - stamp.From);

    private static IEnumerable<string> Names(ReadOnlyMemory<byte> record)
        => record.IsEmpty ? [] : JsonNode.Parse(record.Span)!.AsObject().Select(f => f.Key);

    private static string? Value(string record, string field)
    {
        var fields = JsonNode.Parse(record)!.AsObject();
        return fields.TryGetPropertyValue(field, out var value) ? value?.ToJsonString() ?? "null" : null;
    }

    private static void Holds(Func<Scene, bool> property)
        => Check.One(Runs, Prop.ForAll(Scenes.ToArbitrary(), property));
}
