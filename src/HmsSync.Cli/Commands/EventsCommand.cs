using System.CommandLine;
using System.Text.Json;
using HmsSync.Cli.Output;
using HmsSync.Cli.Reading;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli.Commands;

/// <summary><c>events</c>: reads the journal, oldest first.</summary>
internal static class EventsCommand
{
    private const int Usual = 1_000;

    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(250);

    private static readonly Column[] Columns =
    [
        new("SEQ", "seq"), new("TIME", "time", Wraps: true), new("SOURCE", "source"), new("TOPIC", "topic"), new("OP", "op"),
        new("KEY", "key", Wraps: true), new("DATA", "data", Wraps: true),
    ];

    public static Verb Create(CommandShell shell)
    {
        var since = Ask.Since();
        var until = Ask.Until();
        var topic = Ask.Topic();
        var limit = Ask.Limit(Usual);
        var follow = new Option<bool>("--follow") { Description = "Go on with what comes, until interrupted" };
        return new Verb(
            "events", "Reads the journal, oldest first", "hms-sync events --since 1h --topic appointments",
            since, until, topic, limit, follow)
            .Does(shell, call =>
            {
                var now = call.World.Clock.GetUtcNow();
                var wanted = new EventFilter(
                    TimeText.Parse("--since", call.Get(since), call.Plan.Zone, now),
                    TimeText.Parse("--until", call.Get(until), call.Plan.Zone, now),
                    call.Get(topic),
                    call.Get(limit));
                if (wanted.Until < wanted.Since)
                {
                    throw CommandFailedException.Usage("--since is after --until.");
                }

                return call.Get(follow) ? FollowUntilStoppedAsync(call, wanted) : ListAsync(call, wanted);
            });
    }

    private static async Task<int> ListAsync(Call call, EventFilter wanted)
    {
        var events = await ReadAsync(call, wanted);
        call.Screen.Rows(Columns, JsonOut.Element(events), "No events.");
        return ExitCode.Done;
    }

    private static async Task<int> FollowUntilStoppedAsync(Call call, EventFilter wanted)
    {
        try
        {
            await FollowAsync(call, wanted);
        }
        catch (OperationCanceledException) when (call.Stop.IsCancellationRequested)
        {
            // That is how following ends.
        }

        return ExitCode.Done;
    }

    /// <summary>Over the engine's stream, and over its restarts: from each event on to the next.</summary>
    private static async Task FollowAsync(Call call, EventFilter wanted)
    {
        string? last = null;
        var path = Query.Of("/stream", ("since", Text(wanted.Since)), ("topic", wanted.Topic));
        while (true)
        {
            using var engine = EngineClient.Find(call.Plan.StorePath);
            try
            {
                using var stream = engine is null ? null : await engine.StreamAsync(path, last, call.Stop);
                last = stream is null ? last : await ShowAsync(call, wanted, stream, last);
            }
            catch (EngineAwayException)
            {
                // It died and left its file.
            }

            call.Screen.NoteOnce("no engine runs here: waiting for one");
            await Task.Delay(LookEvery, call.World.Clock, call.Stop);
        }
    }

    /// <summary>Where the stream ended.</summary>
    private static async Task<string?> ShowAsync(Call call, EventFilter wanted, StreamReader stream, string? last)
    {
        await foreach (var frame in EventStream.ReadAsync(stream, call.Stop))
        {
            last = frame.Id;
            if (frame.Gap is not null)
            {
                call.Screen.Note($"gap: {frame.Gap} are not kept any more");
            }

            if (frame.Event is { } e && IsBeforeEnd(e, wanted))
            {
                call.Screen.Document(e);
                call.Screen.Say(string.Join("  ", Columns.Select(column => column.Of(e))));
            }
        }

        return last;
    }

    private static async Task<List<JsonElement>> ReadAsync(Call call, EventFilter wanted)
    {
        var path = Query.Of(
            "/api/events", ("since", Text(wanted.Since)), ("topic", wanted.Topic), ("limit", wanted.Limit));
        var events = await EngineDoor.ReadAsync(call, path, store => store.Events(wanted));
        return [.. events.EnumerateArray().Where(e => IsBeforeEnd(e, wanted))];
    }

    private static bool IsBeforeEnd(JsonElement e, EventFilter wanted)
        => wanted.Until is null || e.GetProperty("time").GetDateTimeOffset() <= wanted.Until;

    private static string? Text(DateTimeOffset? time) => time?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
