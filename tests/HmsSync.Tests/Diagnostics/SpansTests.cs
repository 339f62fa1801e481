using System.Diagnostics;
using HmsSync.Diagnostics;
using Xunit;

namespace HmsSync.Tests.Diagnostics;

public sealed class SpansTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void A_call_is_a_span_of_the_trace_that_its_delivery_belongs_to()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SyncMeter.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> options)
                => options.TraceId.ToHexString() == Trace[3..35] ? ActivitySamplingResult.AllData : ActivitySamplingResult.None,
        };
        ActivitySource.AddActivityListener(listener);
        using var span = Spans.Deliver("lotus", Trace);
        Assert.NotNull(span);
        span.Ended("http_503", 503, failed: true);

        Assert.Equal(Trace[3..35], span.TraceId.ToHexString());
        Assert.Equal(Trace[36..52], span.ParentSpanId.ToHexString());
        Assert.Equal("lotus", span.GetTagItem("participant"));
        Assert.Equal("http_503", span.GetTagItem("code"));
        Assert.Equal(503, span.GetTagItem("http.response.status_code"));
        Assert.Equal(ActivityStatusCode.Error, span.Status);
    }
}
