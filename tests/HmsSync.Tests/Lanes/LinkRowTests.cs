using System.Text;
using HmsSync.Changes;
using HmsSync.Lanes;
using Xunit;

namespace HmsSync.Tests.Lanes;

/// <summary>What a lane recognised as its own doing, when the row has moved on since it looked, and when it has not.</summary>
public sealed class LinkRowTests
{
    private static readonly LinkRow Row = LinkRow.None with { Fields = Bytes("""{"status":"p1","start":"b"}"""), Incarnation = 1 };

    [Fact]
    public void What_was_recognised_is_the_base_of_what_came_after_it()
        // Invariant 7: who wrote p2 had seen h1, which we had told.
        => Assert.Equal("\"h1\"", Status("""{"status":"h1"}""", """{"status":"p2"}"""));

    [Fact]
    public void What_the_row_knows_already_is_no_news_again()
        // Invariant 6: p1 lost once, and does not lose again because an older look had seen h1 there.
        => Assert.Equal("\"p1\"", Status("""{"status":"h1"}""", """{"status":"p1"}"""));

    [Fact]
    public void Where_nothing_was_recognised_a_record_that_is_not_there_stays_so()
    {
        var tombstone = LinkRow.None with { Incarnation = 1 };
        Assert.True(tombstone.Agreed("{}"u8, Bytes("""{"status":"p1"}"""), Same).IsTombstone);
    }

    private static string Status(string ours, string theirs)
        => Encoding.UTF8.GetString(JsonFields.Find(Row.Agreed(Bytes(ours), Bytes(theirs), Same).Fields.Span, "status"));

    private static bool Same(string field, ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.SequenceEqual(right);

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
