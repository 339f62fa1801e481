using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Sdk;
using HmsSync.Views;
using Xunit;

namespace HmsSync.Tests.Views;

public sealed class EventViewTests : IDisposable
{
    private readonly ViewRig _rig = new();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void The_operator_sees_a_change_with_op_key_and_fields_and_an_event_with_its_data()
    {
        _rig.Append("t", ChangeOp.Update, """{"a":1.10}""", """{"id":7}""");
        _rig.Append("e", ChangeOp.Event, """{"b":"…"}""", "\"k\"");
        _rig.Append("e", ChangeOp.Event, "{}");
        var lines = ViewRig.Replay(_rig.Operator, new ViewStart(0, null)).Lines;
        var time = EventTime.From(_rig.Time.GetUtcNow());
        string Start(int seq, string op, string topic)
            => $$"""{"seq":{{seq}},"op":"{{op}}","topic":"{{topic}}","source":"hms","time":"{{time}}",""";
        Assert.Equal(
            [
                Start(1, "update", "t") + "\"data\"" + """:{"op":"update","key":{"id":7},"fields":{"a":1.10}}}""",
                Start(2, "event", "e") + "\"key\"" + """:"k","data":{"b":"…"}}""",
                Start(3, "event", "e") + "\"data\"" + """:{}}""",
            ],
            lines);
    }

    [Fact]
    public void A_line_break_in_a_payload_makes_no_second_line()
    {
        _rig.Append("e", ChangeOp.Event, "{\"a\":\r\n{\"b\":\"\\n\"}\n}");
        var line = Assert.Single(ViewRig.Replay(_rig.Operator, new ViewStart(0, null)).Lines);
        Assert.Equal("\n", JsonDocument.Parse(line).RootElement.GetProperty("data").GetProperty("a").GetProperty("b").GetString());
    }

    [Fact]
    public void A_partner_sees_its_numbers_and_keys_and_every_number()
    {
        _rig.Publish("b", "a", "b", "a");
        var lines = ViewRig.Replay(_rig.Partner, new ViewStart(0, null)).Lines.ConvertAll(l => JsonDocument.Parse(l).RootElement);
        Assert.Equal([(2L, 1L), (4L, 2L)], lines.Select(l => (l.GetProperty("seq").GetInt64(), l.GetProperty("partner_seq").GetInt64())));
        Assert.All(lines, l => Assert.Equal(22, l.GetProperty("id").GetString()!.Length));
        Assert.Equal("""{"x":1.10}""", lines[0].GetProperty("data").GetRawText());
    }

    [Fact]
    public void Reading_goes_page_by_page_and_meets_each_event_once()
    {
        _rig.Publish([.. Enumerable.Range(1, 2_500).Select(n => n % 2 == 0 ? "a" : "b")]);
        Assert.Equal(2_500, ViewRig.Replay(_rig.Operator, new ViewStart(0, null)).Lines.Count);
        Assert.Equal(1_250, ViewRig.Replay(_rig.Operator, new ViewStart(0, null), "a").Lines.Count);

        var (seen, after) = (new List<long>(), 0L);
        while (true)
        {
            var (lines, reader) = ViewRig.Replay(_rig.Operator, new ViewStart(after, null), limit: 999);
            seen.AddRange(lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("seq").GetInt64()));
            if (!reader.HasMore)
            {
                break;
            }

            after = reader.Last;
        }

        Assert.Equal(Enumerable.Range(1, 2_500).Select(n => (long)n), seen);
    }

    [Fact]
    public void A_time_finds_the_first_event_that_is_not_older()
    {
        _rig.Publish("a", "b", "a");
        var last = EventTime.From(_rig.Time.GetUtcNow());
        Assert.Equal(new ViewStart(2, null), _rig.Operator.Since(last));
        Assert.Equal(new ViewStart(1, null), _rig.Operator.Since(new EventTime(last.Micros - 1_000_000)));
        Assert.Equal(new ViewStart(3, null), _rig.Operator.Since(new EventTime(last.Micros + 1)));
        Assert.Equal(new ViewStart(0, null), _rig.Operator.Since(default));
        Assert.Equal(new ViewStart(1, null), _rig.Partner.Since(last));
        Assert.Equal(new ViewStart(1, null), _rig.Partner.Since(new EventTime(last.Micros - 1_000_000)));
        Assert.Equal(new ViewStart(2, null), _rig.Partner.Since(new EventTime(last.Micros + 1)));
    }

    [Fact]
    public void What_is_forgotten_is_told_as_a_gap_and_never_skipped()
    {
        _rig.Publish("a", "b", "a", "a", "b");
        _rig.Forget(3);

        Assert.Equal(new ViewStart(3, new Gap(1, 3)), _rig.Operator.Since(default));
        Assert.Equal(new ViewStart(2, new Gap(1, 2)), _rig.Partner.Since(default));
        var (lines, reader) = ViewRig.Replay(_rig.Operator, new ViewStart(1, null));
        Assert.Equal((2, new Gap(2, 3), 5L, false), (lines.Count, reader.Gap, reader.Last, reader.HasMore));
        (lines, reader) = ViewRig.Replay(_rig.Partner, new ViewStart(0, null));
        Assert.Equal((1, new Gap(1, 2), 3L), (lines.Count, reader.Gap, reader.Last));

        _rig.Forget(5);
        Assert.Equal(new ViewStart(5, new Gap(1, 5)), _rig.Operator.Since(default));
        (lines, reader) = ViewRig.Replay(_rig.Partner, new ViewStart(1, null));
        Assert.Equal((0, new Gap(2, 3), 3L, false), (lines.Count, reader.Gap, reader.Last, reader.HasMore));
        Assert.Null(ViewRig.Replay(_rig.Partner, new ViewStart(3, null)).Reader.Gap);
    }

    [Fact]
    public void An_answer_ends_before_a_hole_and_the_next_one_begins_with_it()
    {
        _rig.Publish("a", "a", "a", "a");
        _rig.Sql("DELETE FROM journal WHERE seq IN (2, 3)"); // what a lane still owed was kept singly
        var (lines, reader) = ViewRig.Replay(_rig.Partner, new ViewStart(0, null));
        Assert.Equal((1, (Gap?)null, 1L, true), (lines.Count, reader.Gap, reader.Last, reader.HasMore));
        (lines, reader) = ViewRig.Replay(_rig.Partner, new ViewStart(1, null));
        Assert.Equal((1, new Gap(2, 3), 4L, false), (lines.Count, reader.Gap, reader.Last, reader.HasMore));
    }

    [Fact]
    public void A_cursor_of_another_store_view_or_time_to_come_is_a_gap_and_begins_at_what_is_kept()
    {
        _rig.Publish("a", "a", "a");
        Assert.Equal(new ViewStart(2, null), _rig.Operator.At(_rig.Operator.CursorAt(2)));
        _rig.Forget(1);
        var begin = new ViewStart(1, new Gap(0, 1));
        Assert.Equal(begin, _rig.Operator.At(new Cursor(_rig.Epoch + 1, 0, 2)));
        Assert.Equal(begin, _rig.Operator.At(_rig.Partner.CursorAt(2)));
        Assert.Equal(begin, _rig.Operator.At(_rig.Operator.CursorAt(4)));
        Assert.Equal(begin, _rig.Partner.At(_rig.Operator.CursorAt(2)));
        Assert.Equal(begin, _rig.Operator.AtOldest());
    }

    [Fact]
    public void What_is_owed_and_cannot_be_shown_is_told_as_withheld_and_only_a_topic_leaves_it_out()
    {
        _rig.Append("a", ChangeOp.Event, """{"x":1}""");
        _rig.Append("a", ChangeOp.Event, """{"x":2}""");
        _rig.Sql("UPDATE journal SET via = 'gone' WHERE seq = 2"); // no doorbell can map it any more
        var lines = ViewRig.Replay(_rig.Partner, new ViewStart(0, null)).Lines;
        var time = EventTime.From(_rig.Time.GetUtcNow());
        Assert.Equal($$"""{"seq":2,"partner_seq":2,"time":"{{time}}","withheld":true}""", lines[1]);
        Assert.Single(ViewRig.Replay(_rig.Partner, new ViewStart(0, null), "a").Lines);

        // Invariant 9: the operator sees what it is about, and nothing of it.
        var line = ViewRig.Replay(_rig.Operator, new ViewStart(0, null)).Lines[1];
        Assert.Equal($$"""{"seq":2,"op":"event","topic":"a","source":"hms","time":"{{time}}","withheld":true}""", line);
    }

    [Fact]
    public void What_comes_while_an_answer_is_written_is_left_for_the_next()
    {
        _rig.Publish("a");
        var reader = new ReplayReader(_rig.Operator, new ViewStart(0, null), null, long.MaxValue, FrameForm.Lines);
        var buffer = new FrameBuffer();
        Assert.True(reader.Read(buffer));
        _rig.Publish("a");
        Assert.False(reader.Read(buffer));
        Assert.Equal(1, reader.Last);
        Assert.False(reader.HasMore);
    }
}
