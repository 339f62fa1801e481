using System.IO.Pipelines;
using System.Text;
using HmsSync.Server.Replaying;
using HmsSync.Server.Streaming;
using HmsSync.Tests.Fakes;
using HmsSync.Tests.Views;
using HmsSync.Views;

namespace HmsSync.Tests.Server.Streaming;

/// <summary>A journal, its live view and clients of it, all in virtual time.</summary>
internal sealed class StreamRig : IDisposable
{
    private readonly ReadTurns _turns = new();

    public StreamRig()
    {
        Live = new LiveView(View.Operator, View.Time, View.Scheduler, new CapturedLog().CreateLogger("x"));
        View.Appended = Live.Wake;
    }

    public ViewRig View { get; } = new();

    public LiveView Live { get; }

    public ReadTurns Turns => _turns;

    /// <summary>A client behind a connection that holds 4 KiB; it reads nothing unless the test does.</summary>
    public (Task Running, PipeReader Received) Follow(ViewStart start, string? topic = null)
    {
        var pipe = new Pipe(new PipeOptions(
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.Inline,
            pauseWriterThreshold: 4_096,
            resumeWriterThreshold: 2_048,
            useSynchronizationContext: false));
        var output = new StreamOutput(pipe.Writer, View.Time, CancellationToken.None);
        var client = new StreamClient(new ViewQuestion(Live, topic, null, null, null), output, _turns, () => true);
        var running = View.Scheduler.Start(async () =>
        {
            await output.BeginAsync();
            await client.RunAsync(start);
        });
        return (running, pipe.Reader);
    }

    /// <summary>What has come and was not taken yet.</summary>
    public static string Take(PipeReader received)
    {
        var text = new StringBuilder();
        while (received.TryRead(out var read) && !read.Buffer.IsEmpty)
        {
            foreach (var piece in read.Buffer)
            {
                text.Append(Encoding.UTF8.GetString(piece.Span));
            }

            received.AdvanceTo(read.Buffer.End);
        }

        return text.ToString();
    }

    public void Dispose()
    {
        View.Dispose();
        _turns.Dispose();
    }
}
