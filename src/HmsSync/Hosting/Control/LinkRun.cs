using HmsSync.Feeds;
using HmsSync.Hosting.Meetings;
using HmsSync.Lanes.Meetings;

namespace HmsSync.Hosting.Control;

/// <summary>One run of <c>link</c>: counts what would meet, and where it is told to, waits until it has.</summary>
internal sealed class LinkRun(Engine engine, string partner, IReadOnlyList<MeetingLoop> loops, bool apply)
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(100);

    private readonly List<LinkTable> _tables = [];
    private volatile LinkReport _report = new() { Partner = partner, Running = true };

    public LinkReport Report => _report;

    public Task Done { get; private set; } = Task.CompletedTask;

    public void Start(CancellationToken stop) => Done = RunAsync(stop);

    private async Task RunAsync(CancellationToken stop)
    {
        try
        {
            foreach (var loop in loops)
            {
                if (await CountAsync(loop, stop) is { } failed)
                {
                    _report = failed;
                    return;
                }
            }

            if (apply)
            {
                await MeetAsync(stop);
            }

            _report = Now(running: false) with { Applied = apply };
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _report = Ended("stopping", "The engine ends; what was begun goes on when it runs again.");
        }
        catch (HubStoppedException stopped)
        {
            _report = Ended(stopped.Code, $"{stopped.Message} {stopped.Remedy}");
        }
    }

    /// <summary>Not null: it could not be counted, and nothing is applied.</summary>
    private async Task<LinkReport?> CountAsync(MeetingLoop loop, CancellationToken stop)
    {
        var counts = await engine.Meetings.SurveyOf(loop.Meeting).RunAsync(stop);
        _tables.Add(LinkTable.Of(loop.Meeting.Table, MeetingStatus.Word(loop.Meeting.Stage), counts));
        _report = Now(running: true);
        return counts.Failure is { } failure ? Ended(failure.Code, failure.Detail ?? $"{partner} answered {failure.Code}.") : null;
    }

    private async Task MeetAsync(CancellationToken stop)
    {
        foreach (var meeting in loops.Select(loop => loop.Meeting).Where(meeting => !meeting.IsOn))
        {
            meeting.Order();
        }

        while (loops.Any(loop => loop.Meeting.IsOrdered || loop.Meeting.Stage != MeetingStage.Met))
        {
            await Task.Delay(Beat, engine.Clock, stop);
            _report = Now(running: true);
        }
    }

    private LinkReport Now(bool running) => new()
    {
        Partner = partner,
        Running = running,
        Why = running ? loops.Select(loop => loop.Meeting.Why).FirstOrDefault(why => why is not null) : null,
        Tables = [.. _tables.Zip(loops).Select(t => t.First with { State = MeetingStatus.Word(t.Second.Meeting.Stage) })],
    };

    private LinkReport Ended(string code, string why) => Now(running: false) with { Code = code, Why = why };
}
