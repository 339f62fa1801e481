using HmsSync.Changes;
using HmsSync.Resolve;
using Xunit;

namespace HmsSync.Tests.Changes;

public sealed class ApplyTagTests
{
    private static readonly ApplyTag Plain = new("00ff", 3, new PartnerSeq(17), new Seq(42), 2);

    [Fact]
    public void A_tag_comes_back_as_it_went_with_what_lost_by_the_change()
    {
        // Invariant 6: values with colons and quotes too.
        FieldConflict[] lost =
        [
            new(
                "start", "latest_change", new Participant("lotus"), "\"10:00\""u8.ToArray(), "\"a\\\"b:c\""u8.ToArray(), default,
                new EventTime(5), new EventTime(7), "Both sides changed it."),
        ];
        var tag = Plain with { Lost = LostValues.Write(lost) };
        var back = ApplyTag.Parse(tag.ToString());
        Assert.Equal(tag, back);
        var read = Assert.Single(LostValues.Read(back?.Lost));
        Assert.Equal("\"10:00\""u8.ToArray(), read.HubValue.ToArray());
        Assert.Equal("\"a\\\"b:c\""u8.ToArray(), read.PartnerValue.ToArray());
        Assert.True(read.Base.IsEmpty);
        Assert.Equal(
            ("start", "latest_change", "lotus", 5, 7, "Both sides changed it."),
            (read.Field, read.Rule, read.Winner.Name, read.HubAt.Micros, read.PartnerAt.Micros, read.Why));
    }

    [Fact]
    public void A_tag_of_an_earlier_version_is_read_and_a_text_that_is_none_is_the_applications()
    {
        Assert.Equal("00ff:3:17:42:2", Plain.ToString());
        Assert.Equal(Plain, ApplyTag.Parse("00ff:3:17:42:2"));
        Assert.Empty(LostValues.Read(Plain.Lost));
        foreach (var text in new[] { null, "", "00ff:3:17:42", "00ff:x:17:42:2" })
        {
            Assert.Null(ApplyTag.Parse(text));
        }
    }
}
