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
        var events = await ReadAsync(call, wanted, after: null);
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

    private static async Task FollowAsync(Call call, EventFilter wanted)
    {
        long? after = wanted.Since is null ? await NewestAsync(call) : null;
        while (true)
        {
            var events = await ReadAsync(call, wanted, after);
            foreach (var e in events)
            {
                call.Screen.Document(e);
                call.Screen.Say(string.Join("  ", Columns.Select(column => column.Of(e))));
                after = e.GetProperty("seq").GetInt64();
            }

            if (events.Count < wanted.Limit)
            {
                await Task.Delay(LookEvery, call.World.Clock, call.Stop);
            }
        }
    }

    private static async Task<List<JsonElement>> ReadAsync(Call call, EventFilter wanted, long? after)
    {
        var path = Query.Of(
            "/api/events", ("since", wanted.Since?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)), ("topic", wanted.Topic),
            ("after", after), ("limit", wanted.Limit));
        var events = await EngineDoor.ReadAsync(call, path, store => store.Events(wanted, after));
        return [.. events.EnumerateArray().Where(e => wanted.Until is null || e.GetProperty("time").GetDateTimeOffset() <= wanted.Until)];
    }

    private static async Task<long> NewestAsync(Call call)
    {
        var status = await EngineDoor.ReadAsync(call, "/api/status", store => store.Status());
        return status.GetProperty("store").GetProperty("newest_seq").GetInt64();
    }
}
