using System.Text;
using HmsSync.Changes;
using HmsSync.Sdk;

namespace HmsSync.EndToEnd.Tests.Postgres;

/// <summary>What the application does comes out as what happened, in the order of its commits.</summary>
public sealed class FeedTests(SharedPostgres shared)
{
    private const string Slots = "CREATE TABLE slots(id int PRIMARY KEY, room text, big text)";

    [Fact]
    public async Task Inserts_updates_and_deletes_come_in_order_with_what_is_known()
    {
        await using var rig = await FeedRig.Open(shared, Slots, "slots");
        await rig.Sql("INSERT INTO slots VALUES (1, 'blue', NULL)");
        await rig.Sql("UPDATE slots SET room = 'Zürich \"7\"' WHERE id = 1");
        await rig.Sql("DELETE FROM slots");
        await rig.Until(3);
        Assert.Equal(
            [
                """slots Insert {"id":1} {"id":1,"room":"blue","big":null}""",
                """slots Update {"id":1} {"id":1,"room":"Zürich \"7\"","big":null}""",
                """slots Delete {"id":1} {"id":1}""",
            ],
            rig.Events.Select(Told));
    }

    [Fact]
    public async Task A_full_identity_tells_what_was_and_what_did_not_change()
    {
        await using var rig = await FeedRig.Open(shared, Slots + "; ALTER TABLE slots REPLICA IDENTITY FULL", "slots");
        await rig.Sql("INSERT INTO slots VALUES (1, 'blue', 'x'); UPDATE slots SET room = 'red'");
        await rig.Sql("UPDATE slots SET room = room");
        await rig.Sql("DELETE FROM slots");
        await rig.Until(3);
        Assert.Equal("""{"room":"blue"}""", Encoding.UTF8.GetString(rig.Events[1].Was.Span));
        Assert.Equal("""slots Delete {"id":1} {"id":1,"room":"red","big":"x"}""", Told(rig.Events[2]));
    }

    // Invariant 8: a column that was not sent is absent, not null.
    [Fact]
    public async Task An_unchanged_value_out_of_line_is_absent()
    {
        await using var rig = await FeedRig.Open(
            shared, Slots + "; ALTER TABLE slots ALTER big SET STORAGE EXTERNAL", "slots");
        await rig.Sql("INSERT INTO slots VALUES (1, 'blue', repeat('x', 10000))");
        await rig.Sql("UPDATE slots SET room = 'red'");
        await rig.Until(2);
        Assert.Equal("""{"id":1,"room":"red"}""", rig.Last);
    }

    [Fact]
    public async Task A_changed_key_is_a_delete_and_a_whole_insert()
    {
        await using var rig = await FeedRig.Open(
            shared, Slots + "; ALTER TABLE slots ALTER big SET STORAGE EXTERNAL", "slots");
        await rig.Sql("INSERT INTO slots VALUES (1, 'blue', repeat('x', 10000))");
        await rig.Sql("UPDATE slots SET id = 2");
        await rig.Until(3);
        Assert.Equal((ChangeOp.Delete, """{"id":1}"""), (rig.Events[1].Op, rig.Events[1].Key.Json));
        Assert.Equal((ChangeOp.Insert, """{"id":2}"""), (rig.Events[2].Op, rig.Events[2].Key.Json));
        Assert.Contains("\"big\":\"xxxxx", rig.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_order_is_that_of_commits_also_when_a_long_transaction_commits_last()
    {
        await using var rig = await FeedRig.Open(shared, Slots, "slots");
        await using var slow = await OpenTransaction.Begin(rig, "INSERT INTO slots VALUES (1, 'began first', NULL)");
        await rig.Sql("INSERT INTO slots VALUES (2, 'committed first', NULL)");
        await rig.Until(1);
        await rig.Close();
        await rig.Open();
        await slow.Commit();
        await rig.Until(2);
        Assert.Equal(["""{"id":2}""", """{"id":1}"""], rig.Events.Select(e => e.Key.Json));
    }

    [Fact]
    public async Task Our_own_writes_carry_their_tag_until_the_next_message()
    {
        await using var rig = await FeedRig.Open(shared, Slots, "slots");
        var tag = new ApplyTag("e1", 3, new PartnerSeq(17), new Seq(40), 1);
        await rig.Sql(
            $"""
            BEGIN;
            INSERT INTO slots VALUES (1, 'theirs', NULL);
            SELECT pg_logical_emit_message(true, 'hms_sync', '{tag}');
            INSERT INTO slots VALUES (2, 'ours', NULL);
            SELECT pg_logical_emit_message(true, 'hms_sync', '');
            INSERT INTO slots VALUES (3, 'theirs', NULL);
            SELECT pg_logical_emit_message(true, 'another', 'message');
            COMMIT;
            INSERT INTO slots VALUES (4, 'theirs', NULL);
            """);
        await rig.Until(4);
        Assert.Equal([null, tag, null, null], rig.Events.Select(e => e.Origin));
    }

    [Fact]
    public async Task Partitions_come_as_their_table_and_generated_columns_not_at_all()
    {
        await using var rig = await FeedRig.Open(
            shared,
            """
            CREATE TABLE days(id int, day date, twice int GENERATED ALWAYS AS (id * 2) STORED, PRIMARY KEY (day, id))
                PARTITION BY RANGE (day);
            CREATE TABLE days_1 PARTITION OF days FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
            CREATE TABLE days_2 PARTITION OF days FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')
            """,
            "days");
        await rig.Sql("INSERT INTO days(id, day) VALUES (1, '2026-01-05')");
        await rig.Sql("UPDATE days SET day = '2026-02-05'");
        await rig.Until(3);
        Assert.Equal("""days Insert {"day":"2026-01-05","id":1} {"id":1,"day":"2026-01-05"}""", Told(rig.Events[0]));
        Assert.Equal("""days Insert {"day":"2026-02-05","id":1} {"id":1,"day":"2026-02-05"}""", Told(rig.Events[2]));
    }

    [Fact]
    public async Task New_and_dropped_columns_are_followed_as_they_come()
    {
        await using var rig = await FeedRig.Open(shared, Slots, "slots");
        await rig.Sql("INSERT INTO slots VALUES (1, 'a', NULL)");
        await rig.Sql("CREATE TYPE mood AS ENUM ('glad', 'sad'); ALTER TABLE slots ADD how mood DEFAULT 'sad', DROP big");
        await rig.Sql("INSERT INTO slots VALUES (2, 'b', 'glad')");
        await rig.Until(2);
        Assert.Equal("""{"id":2,"room":"b","how":"glad"}""", rig.Last);
    }

    private static string Told(NewEvent e)
        => $"{e.Topic} {e.Op} {e.Key.Json} {Encoding.UTF8.GetString(e.Fields.Span)}";
}
