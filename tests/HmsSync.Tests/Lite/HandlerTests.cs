using System.Text.Json;
using HmsSync.Lite;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Lite;

/// <summary>A handler is a participant: it is told of everything, in order, again when it fails, and parks.</summary>
public sealed class HandlerTests : IDisposable
{
    private const string Handler = "handler.appointments";

    private readonly AppRig _rig = new();
    private readonly SyncApp _app = AppRig.App();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_handler_is_told_of_each_insert_update_and_delete_in_order_with_what_was_before()
    {
        var told = new List<string>();
        _app.OnChange("appointments", e =>
        {
            told.Add($"{e.Op} {e.Key} {e["start"]} was {(e.Old.TryGetValue("start", out var old) ? old : "unknown")}");
            return Task.CompletedTask;
        });
        _rig.Start(_app);
        _rig.Sql("BEGIN; INSERT INTO appointments VALUES(1, 'CID-42', '10:00'); UPDATE appointments SET start = '11:00'; COMMIT");
        _rig.Sql("DELETE FROM appointments");
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(
            ["Insert {\"id\":1} 10:00 was unknown", "Update {\"id\":1} 11:00 was 10:00", "Delete {\"id\":1} 11:00 was 11:00"],
            told);
        Assert.Equal(Enumerable.Repeat($"{Handler} Delivered ok", 3), _rig.Audit());
    }

    [Fact]
    public async Task A_handler_of_a_topic_is_told_of_its_events_in_the_order_of_their_keys()
    {
        var told = new List<string>();
        _app.On("hospital.bedChange", e =>
        {
            told.Add($"{e.Op} {e.Key} {e.Get<int>("beds")} {e.Source}");
            return Task.CompletedTask;
        });
        _rig.Start(_app);
        await _rig.Do(async () =>
        {
            await _app.PublishAsync("hospital.bedChange", new { beds = 3 }, key: "icu");
            await _app.PublishAsync("hospital.bedChange", new { beds = 2 }, key: "icu");
            await _app.PublishAsync("hospital.other", new { beds = 1 });
        });
        Assert.Equal(["Event \"icu\" 3 hms", "Event \"icu\" 2 hms"], told);
    }

    [Fact]
    public void A_handler_that_throws_is_tried_again_and_parks_and_other_records_go_on()
    {
        var tries = new Dictionary<string, List<string>>();
        _app.OnChange("appointments", e =>
        {
            tries.TryAdd(e.Key, []);
            tries[e.Key].Add(e.IdempotencyKey);
            return e["citizen_id"].ToString() == "CID-1" ? throw new InvalidOperationException("CID-1 is secret") : Task.CompletedTask;
        }, options: new HandlerOptions { GiveUpAfter = TimeSpan.FromMinutes(10) });
        _rig.Start(_app);
        _rig.Book(1);
        _rig.Book(2);
        _rig.RunFor(TimeSpan.FromSeconds(2));
        Assert.Equal([$"{Handler} Delivered ok"], _rig.Audit());

        _rig.RunFor(TimeSpan.FromMinutes(20));
        Assert.Equal($"{Handler} Parked handler_failed", _rig.Audit()[^1]);
        Assert.Equal(0, _rig.Lane(Handler).Lag);
        var keys = tries["{\"id\":1}"];
        Assert.True(keys.Count > 3, $"{keys.Count} tries");

        // Invariant 3: however often it is tried, it is one delivery; and another record's is another.
        Assert.Single(keys.Distinct());
        Assert.NotEqual(keys[0], tries["{\"id\":2}"].Single());

        // Invariant 9: what a handler throws may hold what a record holds.
        Assert.Contains(_rig.Log.Lines, line => line.Contains("InvalidOperationException", StringComparison.Ordinal));
        Assert.DoesNotContain(_rig.Log.Lines, line => line.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void A_handler_that_hangs_is_told_to_stop_and_tried_again()
    {
        var tries = 0;
        _app.OnChange("appointments", async e =>
        {
            if (++tries == 1)
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, _rig.Time, e.Cancellation);
            }
        }, options: new HandlerOptions { Timeout = TimeSpan.FromSeconds(30) });
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromSeconds(29));
        Assert.Equal(1, tries);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal([$"{Handler} Delivered ok"], _rig.Audit());
    }

    [Fact]
    public void What_a_handler_had_not_ended_when_the_program_was_killed_it_is_told_again()
    {
        var keys = new List<string>();
        SyncApp Program(bool hangs)
        {
            var app = AppRig.App();
            app.OnChange("appointments", e =>
            {
                keys.Add(e.IdempotencyKey);
                return hangs ? Task.Delay(Timeout.InfiniteTimeSpan, _rig.Time) : Task.CompletedTask;
            });
            return app;
        }

        _rig.Start(Program(hangs: true));
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        _rig.Restart(Program(hangs: false));
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(2, keys.Count);
        Assert.Equal(keys[0], keys[1]);
        Assert.Equal([$"{Handler} Delivered ok"], _rig.Audit());
    }

    [Fact]
    public void A_program_that_is_stopped_waits_for_code_that_ends_and_not_for_code_that_does_not()
    {
        var pushed = Task.CompletedTask;
        _app.OnChange("appointments", e => Task.Delay(TimeSpan.FromSeconds(3), _rig.Time), name: "slow");
        _app.OnChange("appointments", async e =>
        {
            async Task Push()
            {
                await Task.Delay(TimeSpan.FromMinutes(1), _rig.Time);
                await _app.PushAsync("hospital", new { id = e["id"] });
            }

            await (pushed = Push());
        }, name: "stubborn");
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromSeconds(1));
        Assert.True(_rig.Stop(TimeSpan.FromSeconds(10)));
        _rig.RunFor(TimeSpan.FromMinutes(2));

        // Nothing goes out in the name of a delivery that was given up: it will be told again.
        Assert.IsType<InvalidOperationException>(pushed.Exception?.InnerException);
        Assert.Empty(_rig.Calls);
        var again = new List<string>();
        var next = AppRig.App();
        next.OnChange("appointments", e => { again.Add("slow"); return Task.CompletedTask; }, name: "slow");
        next.OnChange("appointments", e => { again.Add("stubborn"); return Task.CompletedTask; }, name: "stubborn");
        _rig.Restart(next);
        Assert.Equal(["stubborn"], again);
    }

    [Fact]
    public void What_came_while_the_program_was_down_it_is_told_when_it_is_back()
    {
        var told = new List<string>();
        _app.OnChange("appointments", _ => Task.CompletedTask);
        _rig.Start(_app);
        var next = AppRig.App();
        next.OnChange("appointments", e =>
        {
            told.Add(e.Key);
            return Task.CompletedTask;
        });
        _rig.Book(1);
        _rig.Restart(next);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(["{\"id\":1}"], told);
    }

    [Fact]
    public void A_field_that_did_not_come_is_a_fault_that_names_those_that_did()
    {
        var said = "";
        _app.OnChange("appointments", e =>
        {
            said = Assert.Throws<KeyNotFoundException>(() => e["citzen_id"]).Message;
            return Task.CompletedTask;
        });
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal("appointments came without a field 'citzen_id'; it has id, citizen_id, start.", said);
    }

    [Fact]
    public void A_value_stays_what_it_is()
    {
        var payload = "";
        _app.OnChange("appointments", e =>
        {
            payload = JsonSerializer.Serialize(new { id = e["id"], text = $"WIC {e["citizen_id"]}", nothing = e["start"] });
            return Task.CompletedTask;
        });
        _rig.Start(_app);
        _rig.Sql("INSERT INTO appointments VALUES(9007199254740993, 'CID-42', NULL)");
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal("{\"id\":9007199254740993,\"text\":\"WIC CID-42\",\"nothing\":null}", payload);
    }

    [Fact]
    public async Task Handlers_that_call_one_another_in_a_circle_are_stopped()
    {
        var rounds = 0;
        _app.On("tick", async e =>
        {
            rounds++;
            await _app.PublishAsync("tock", e);
        });
        _app.On("tock", async e => await _app.PublishAsync("tick", e), name: "tock");
        _rig.Start(_app);
        await _rig.Do(() => _app.PublishAsync("tick", new { n = 1 }));
        _rig.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(4, rounds);
        Assert.Single(_rig.Audit(), row => row == "handler.tick Parked loop");
    }

    [Fact]
    public async Task What_a_handler_publishes_it_publishes_once_however_often_it_is_tried()
    {
        var told = new List<string>();
        var tries = 0;
        _app.OnChange("appointments", async e =>
        {
            await _app.PublishAsync("booked", new { id = e["id"] });
            await _app.PublishAsync("booked", new { id = e["id"], again = true });
            if (++tries < 3)
            {
                throw new InvalidOperationException();
            }
        });
        _app.On("booked", e =>
        {
            told.Add($"{e.Source} {e.Fields.Count}");
            return Task.CompletedTask;
        });
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(3, tries);
        Assert.Equal([$"{Handler} 1", $"{Handler} 2"], told);
        var refused = await Assert.ThrowsAsync<ArgumentException>(
            () => _rig.Do(() => _app.PublishAsync("appointments", new { id = 1 })));
        Assert.Contains("topic_is_table", refused.Message, StringComparison.Ordinal);
        Assert.Equal(ChangeOp.Event, _rig.Engine.Store.Readers.Read(r => r.Events.After(default, 10))[1].Op);
    }
}
