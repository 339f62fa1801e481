using System.Text;
using HmsSync.Lanes.Meetings;
using HmsSync.Tests.Map;
using Xunit;

namespace HmsSync.Tests.Lanes.Meetings;

public sealed class MatchKeyTests
{
    private static readonly MatchKey Key = new(
        Mapped.Plan("""
            {"fields": {"clinic_id": "clinic", "start": "begin", "phone": "phone", "name": "name"},
             "equality": {"start": "minute", "phone": "digits", "name": "trim nocase"}}
            """),
        ["clinic_id", "start", "phone", "name"]);

    [Theory]
    [InlineData("""{"clinic_id":12,"start":"2030-01-07T10:00","phone":"555 12","name":"Ann"}""")]
    [InlineData("""{"clinic_id":12.0,"start":"2030-01-07T10:00:31","phone":"(555)-12","name":" ANN "}""")]
    [InlineData("""{"name":"a\u006en","phone":"55512","start":"2030-01-07T10:00:00","clinic_id":12,"other":1}""")]
    public void What_the_mapping_calls_the_same_matches(string record)
        => Assert.Equal(Of("""{"clinic_id":12,"start":"2030-01-07T10:00:00","phone":"55512","name":"ann"}"""), Of(record));

    [Theory]
    [InlineData("""{"clinic_id":13,"start":"2030-01-07T10:00:00","phone":"55512","name":"ann"}""")]
    [InlineData("""{"clinic_id":"12","start":"2030-01-07T10:00:00","phone":"55512","name":"ann"}""")]
    [InlineData("""{"clinic_id":12,"start":"2030-01-07T10:01:00","phone":"55512","name":"ann"}""")]
    public void What_differs_does_not(string record)
        => Assert.NotEqual(Of("""{"clinic_id":12,"start":"2030-01-07T10:00:00","phone":"55512","name":"ann"}"""), Of(record));

    // Invariant 8
    [Theory]
    [InlineData("""{"clinic_id":12,"start":"2030-01-07T10:00:00","phone":null,"name":"ann"}""")]
    [InlineData("""{"clinic_id":12,"start":"2030-01-07T10:00:00","name":"ann"}""")]
    public void What_is_null_or_absent_is_like_nothing(string record) => Assert.Null(Of(record));

    private static UInt128? Of(string record) => Key.Of(Encoding.UTF8.GetBytes(record));
}
