using System.Text;
using HmsSync.Changes;
using HmsSync.Configuration;
using HmsSync.Diagnostics;
using HmsSync.Hosting.Overlaps;
using Xunit;

namespace HmsSync.Tests.Hosting.Overlaps;

public sealed class OverlapFinderTests
{
    private static readonly ClaimPlan Slot = new("slot", new Place("c.yml", 1, 1)) { Same = ["room"], Overlap = new("from", "to") };

    [Theory]
    [InlineData("1 a 10-12, 2 a 12-14", "")]
    [InlineData("1 a 10-12, 2 a 11-13", "2>1")]
    [InlineData("2 a 11-13, 1 a 10-12", "2>1")]
    [InlineData("1 a 10-12, 2 b 11-13", "")]
    [InlineData("1 a 10-20, 2 a 11-12, 3 a 13-14", "2>1 3>1")]
    [InlineData("1 a 10-11, 2 a 10-12, 3 a 11-13", "2>1 3>2")]
    public void Spans_that_share_a_moment_overlap_and_touching_is_free(string records, string found)
        => Assert.Equal(found, Found(Slot, records));

    [Fact]
    public void Where_there_is_room_for_two_the_third_is_too_many()
        => Assert.Equal("3>1", Found(Slot with { Capacity = 2 }, "1 a 10-12, 2 a 10-12, 3 a 11-12, 4 b 10-12"));

    [Fact]
    public void Without_spans_being_equal_is_enough()
        => Assert.Equal("2>1", Found(Slot with { Overlap = null }, "1 a 10-11, 2 a 15-16, 3 b 1-2"));

    [Fact]
    public void A_record_says_itself_how_many_there_is_room_for()
        => Assert.Equal("4>1", Found(Slot with { CapacityField = "seats" }, "1 a 10-12, 2 a 10-12, 3 a 10-12, 4 a 10-12"));

    private static string Found(ClaimPlan claim, string records)
    {
        var finder = new OverlapFinder(claim, ClockPlan.Default);
        foreach (var record in records.Split(", "))
        {
            var words = record.Split([' ', '-']);
            finder.Add(
                new RecordKey(words[0]),
                Encoding.UTF8.GetBytes($$"""{"room":"{{words[1]}}","from":{{words[2]}},"to":{{words[3]}},"seats":3}"""));
        }

        return string.Join(' ', finder.Overlaps().Select(o => $"{o.Who.Key}>{o.Other.Key}"));
    }
}
