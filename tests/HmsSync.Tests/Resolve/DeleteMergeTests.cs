using HmsSync.Configuration;
using HmsSync.Resolve;
using Xunit;
using static HmsSync.Tests.Resolve.Scene;

namespace HmsSync.Tests.Resolve;

public sealed class DeleteMergeTests
{
    private const string Agreed = """{"id":1,"start":"10","notes":null}""";
    private const string Changed = """{"id":1,"start":"12","notes":null}""";

    [Fact]
    public void A_delete_of_what_the_hub_did_not_change_is_a_delete()
    {
        foreach (var rule in Enum.GetValues<DeleteRule>())
        {
            var result = (new Scene(Agreed, Agreed, "") with { Deletes = rule }).MergeDelete();
            Assert.Equal((DeleteKind.Delete, (FieldConflict?)null), (result.Kind, result.Conflict));
        }
    }

    [Fact]
    public void What_the_partner_is_not_told_is_no_change_to_it()
    {
        var scene = new Scene("""{"id":1}""", """{"id":1,"price":5,"notes":null}""", "");
        Assert.Equal(DeleteKind.Delete, scene.MergeDelete(told: f => f != "price").Kind);
        Assert.Equal(DeleteKind.Nothing, scene.MergeDelete().Kind);
    }

    [Fact]
    public void A_key_that_only_one_side_knows_yet_is_no_change()
    {
        const string Key = """{"id":1}""";
        const string Unknown = """{"id":null,"start":"10","notes":null}""";
        Assert.Equal(DeleteKind.Delete, new Scene(Unknown, Agreed, "").MergeDelete(key: Key).Kind);
        Assert.Equal(DeleteKind.Nothing, new Scene(Unknown, "", Agreed).MergeDelete(key: Key).Kind);
        Assert.Equal(DeleteKind.Nothing, new Scene(Unknown, Changed, "").MergeDelete(key: Key).Kind);
    }

    [Theory]
    [InlineData(nameof(DeleteRule.UpdateWins), nameof(DeleteKind.Nothing), "hms", "update_wins")]
    [InlineData(nameof(DeleteRule.DeleteWins), nameof(DeleteKind.Delete), "lotus_notes", "delete_wins")]
    [InlineData(nameof(DeleteRule.Manual), nameof(DeleteKind.Nothing), null, "manual")]
    public void A_delete_of_what_the_hub_changed_goes_by_the_rule(string deletes, string kind, string? winner, string word)
    {
        var rule = Enum.Parse<DeleteRule>(deletes);
        // Invariant 6: the conflict keeps the whole row, so that it can be put back.
        var result = (new Scene(Agreed, Changed, "") with { Deletes = rule }).MergeDelete();
        Assert.Equal((kind, rule == DeleteRule.Manual), (result.Kind.ToString(), result.Held));
        var conflict = result.Conflict!;
        Assert.Equal(("*", word, winner), (conflict.Field, conflict.Rule, conflict.Winner?.Name));
        Assert.Equal((Changed, "", Agreed), (Text(conflict.HubValue), Text(conflict.PartnerValue), Text(conflict.Base)));
    }

    [Fact]
    public void A_record_that_the_partner_never_held_is_not_deleted_in_silence()
        => Assert.Equal(DeleteKind.Nothing, new Scene("", Agreed, "").MergeDelete().Kind);

    // Invariant 6
    [Fact]
    public void A_delete_that_is_told_again_changes_nothing_and_is_no_second_conflict()
    {
        foreach (var rule in Enum.GetValues<DeleteRule>())
        {
            Assert.Equal(
                DeleteResult.Nothing, (new Scene("", Changed, "") with { Deletes = rule }).MergeDelete(wasGone: true));
        }

        Assert.True(new Scene("", Changed, "").MergeDelete(held: true, wasGone: true).Held);
    }

    [Fact]
    public void Gone_on_both_sides_is_agreed()
        => Assert.Equal(DeleteResult.Nothing, new Scene(Agreed, "", "").MergeDelete());

    [Theory]
    [InlineData(nameof(DeleteRule.UpdateWins), nameof(DeleteKind.Insert), "lotus_notes", """{"id":1,"notes":null,"start":"12"}""")]
    [InlineData(nameof(DeleteRule.DeleteWins), nameof(DeleteKind.Nothing), "hms", "")]
    [InlineData(nameof(DeleteRule.Manual), nameof(DeleteKind.Nothing), null, "")]
    public void A_change_of_what_the_hub_deleted_goes_by_the_rule(string deletes, string kind, string? winner, string write)
    {
        var rule = Enum.Parse<DeleteRule>(deletes);
        var result = (new Scene(Agreed, "", """{"start":"12"}""") with { Deletes = rule }).MergeDelete();
        Assert.Equal((kind, write, rule == DeleteRule.Manual), (result.Kind.ToString(), Text(result.Write), result.Held));
        Assert.Equal(winner, result.Conflict!.Winner?.Name);
        Assert.Equal("""{"start":"12"}""", Text(result.Conflict.PartnerValue));
    }

    [Fact]
    public void What_the_partner_said_before_the_hub_deleted_it_brings_nothing_back()
    {
        var result = new Scene(Agreed, "", """{"start":"10","notes":null}""").MergeDelete();
        Assert.Equal((DeleteKind.Nothing, (FieldConflict?)null), (result.Kind, result.Conflict));
    }

    [Fact]
    public void A_record_born_at_the_partner_is_no_conflict()
    {
        var result = new Scene("", "", Agreed).MergeDelete();
        Assert.Equal((DeleteKind.Insert, Agreed, null), (result.Kind, Text(result.Write), result.Conflict));
    }

    [Fact]
    public void An_open_question_stays_open_whatever_the_rule_says_by_now()
    {
        foreach (var scene in new[] { new Scene(Agreed, Agreed, ""), new Scene(Agreed, "", Agreed) })
        {
            var result = scene.MergeDelete(held: true);
            Assert.Equal((DeleteKind.Nothing, true), (result.Kind, result.Held));
            Assert.Equal(ConflictState.Open, result.Conflict!.State);
        }
    }

    [Fact]
    public void Where_both_sides_have_the_record_there_is_nothing_to_ask()
        => Assert.Throws<ArgumentException>(() => new Scene(Agreed, Agreed, Agreed).MergeDelete());
}
