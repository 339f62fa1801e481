using HmsSync.Lite;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Lite;

/// <summary>What a handler pushes goes out once, in order, in the partner's words; and what fails decides what follows.</summary>
public sealed class PushTests : IDisposable
{
    private const string Handler = "handler.appointments";

    private readonly AppRig _rig = new();
    private readonly SyncApp _app = AppRig.App();

    public void Dispose() => _rig.Dispose();

    [Fact]
    public void A_push_goes_out_in_the_partners_words_and_is_audited_under_its_name()
    {
        var result = default(PushResult);
        _app.OnChange("appointments", async e => result = await _app.PushAsync(
            "lotus_notes", new { id = e["id"], start = e["start"], subject = $"WIC – {e["citizen_id"]}", secret = 1 }));
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(new PushResult(true, 201), result);
        var call = Assert.Single(_rig.Calls);
        Assert.Equal("""lotus_notes insert {"uid":1,"begin":"2026-01-01","title":"WIC – CID-1"}""", call.ToString());
        Assert.Equal(22, call.Key.Length);

        // It has no place among what the partner is owed: a hole there would prove a loss.
        Assert.False(call.HasPlace);
        Assert.Equal(["lotus_notes Delivered push", $"{Handler} Delivered ok"], _rig.Audit());
    }

    [Fact]
    public void A_handler_that_is_tried_again_repeats_no_push_that_went_well()
    {
        var refuse = true;
        _rig.Answer = call => call.Partner == "hospital" && refuse ? 503 : 201;
        _app.OnChange("appointments", async e =>
        {
            await _app.PushAsync("lotus_notes", new { id = e["id"] });
            await _app.PushAsync("lotus_notes", new { id = e["id"], subject = "second" });
            await _app.PushAsync("hospital", new { id = e["id"] });
        });
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromSeconds(20));
        refuse = false;
        _rig.RunFor(TimeSpan.FromMinutes(1));

        // Invariant 3: one key for a push, and another for each other one, however often the handler is tried.
        var lotus = _rig.Calls.Where(c => c.Partner == "lotus_notes").ToList();
        Assert.Equal(2, lotus.Count);
        Assert.NotEqual(lotus[0].Key, lotus[1].Key);
        var hospital = _rig.Calls.Where(c => c.Partner == "hospital").ToList();
        Assert.True(hospital.Count > 1, "the push that failed goes again");
        Assert.Single(hospital.Select(c => c.Key).Distinct());
        Assert.Equal(
            ["lotus_notes Delivered push", "lotus_notes Delivered push", "hospital Delivered push", $"{Handler} Delivered ok"],
            _rig.Audit());
    }

    [Fact]
    public void After_a_kill_the_same_pushes_go_out_with_the_same_keys()
    {
        SyncApp Program()
        {
            var app = AppRig.App();
            app.OnChange("appointments", async e =>
            {
                await app.PushAsync("lotus_notes", new { id = e["id"] });
                await app.PushAsync("hospital", new { id = e["id"] });
            });
            return app;
        }

        _rig.Answer = call => call.Partner == "hospital" ? -1 : 201;
        _rig.Start(Program());
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromSeconds(2));
        _rig.Answer = _ => 200;
        _rig.Restart(Program());
        _rig.RunFor(TimeSpan.FromSeconds(5));

        // Invariant 3: what came of the calls is not known any more, so the partner must know them by their keys.
        Assert.Equal(["lotus_notes", "hospital", "lotus_notes", "hospital"], _rig.Calls.Select(c => c.Partner));
        Assert.Equal(_rig.Calls[0] with { }, _rig.Calls[2]);
        Assert.Equal(_rig.Calls[1] with { }, _rig.Calls[3]);
        Assert.Equal($"{Handler} Delivered ok", _rig.Audit()[^1]);
    }

    [Fact]
    public void Pushes_go_in_the_order_they_were_asked_for_and_are_waited_for()
    {
        _app.OnChange("appointments", e =>
        {
            foreach (var n in Enumerable.Range(1, 5))
            {
                _ = _app.PushAsync("hospital", new { n });
            }

            return Task.CompletedTask;
        });
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(Enumerable.Range(1, 5).Select(n => $$"""{"n":{{n}}}"""), _rig.Calls.Select(c => c.Body));
        Assert.Equal(1, _rig.MostAtOnce);
        Assert.Equal($"{Handler} Delivered ok", _rig.Audit()[^1]);
    }

    [Fact]
    public void A_push_that_nobody_waits_for_fails_its_handler_all_the_same()
    {
        _rig.Answer = _ => 422;
        _app.OnChange("appointments", e =>
        {
            _ = _app.PushAsync("hospital", new { id = e["id"] });
            return Task.CompletedTask;
        });
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal([$"{Handler} Parked http_422"], _rig.Audit());
    }

    [Fact]
    public void A_push_after_the_handlers_end_is_refused()
    {
        var late = new TaskCompletionSource();
        var refused = Task.CompletedTask;
        _app.OnChange("appointments", e =>
        {
            async Task Push()
            {
                await late.Task;
                await _app.PushAsync("hospital", new { id = e["id"] });
            }

            refused = Push();
            return Task.CompletedTask;
        });
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        late.SetResult();
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.IsType<InvalidOperationException>(refused.Exception?.InnerException);
        Assert.Empty(_rig.Calls);
    }

    [Fact]
    public void A_push_that_is_refused_parks_its_event_and_a_handler_that_catches_it_goes_on()
    {
        var caught = default(PushFailedException);
        _rig.Answer = _ => 422;
        _app.OnChange("appointments", async e =>
        {
            try
            {
                await _app.PushAsync("hospital", new { id = e["id"] });
            }
            catch (PushFailedException failure) when (e.Key == "{\"id\":1}")
            {
                caught = failure;
            }
        });
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        _rig.Book(2);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal([$"{Handler} Delivered ok", $"{Handler} Parked http_422"], _rig.Audit());
        Assert.Equal("push to hospital: it answered http_422 [http_422]", caught!.Message);
        Assert.False(caught.MayPass);
        Assert.Equal((FailureKind.Rejected, 422, "hospital"), (caught.Kind, caught.Status, caught.Partner));
    }

    [Fact]
    public void While_a_partner_is_away_its_handler_waits_for_it_and_parks_nothing()
    {
        _rig.Away = true;
        _app.OnChange(
            "appointments",
            async e => await _app.PushAsync("lotus_notes", new { id = e["id"] }),
            options: new HandlerOptions { GiveUpAfter = TimeSpan.FromMinutes(1) });
        _rig.Start(_app);
        _rig.Book(1);
        _rig.Book(2);
        _rig.RunFor(TimeSpan.FromHours(1));
        Assert.Empty(_rig.Audit());
        Assert.Equal(2, _rig.Lane(Handler).Lag);
        Assert.Equal(0, _rig.Lane(Handler).Counts.Waiting);
        _rig.Away = false;
        _rig.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _rig.Lane(Handler).Lag);
        Assert.Equal(2, _rig.Calls.Select(c => c.Key).Distinct().Count());
    }

    [Fact]
    public void A_partner_that_is_paused_gets_nothing_until_it_goes_on()
    {
        _app.OnChange("appointments", async e => await _app.PushAsync("lotus_notes", new { id = e["id"] }));
        _rig.Start(_app);
        _rig.Pause("lotus_notes", true);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromMinutes(10));
        Assert.Empty(_rig.Calls);
        Assert.Equal("partner_paused", _rig.Lane(Handler).Gate.Why);
        _rig.Pause("lotus_notes", false);
        _rig.RunFor(TimeSpan.FromMinutes(1));
        Assert.Single(_rig.Calls);
        Assert.Equal(0, _rig.Lane(Handler).Lag);
    }

    [Fact]
    public void A_partner_that_does_not_know_us_any_more_pauses_the_handler_for_a_person()
    {
        // Invariant 12: nothing is parked in masses; status names the lane, and the partner that is meant.
        _rig.Answer = _ => 401;
        _app.OnChange("appointments", async e => await _app.PushAsync("lotus_notes", new { id = e["id"] }));
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromMinutes(10));
        Assert.Single(_rig.Calls);
        Assert.Equal(
            ("http_401", "push to lotus_notes: it answered http_401"),
            (_rig.Lane(Handler).Gate.Pause?.Code, _rig.Lane(Handler).Gate.Pause?.Why));
        _rig.Answer = _ => 201;
        _rig.Pause(Handler, false);
        _rig.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(0, _rig.Lane(Handler).Lag);
    }

    [Fact]
    public void A_partners_rate_holds_for_what_handlers_push_too()
    {
        var app = AppRig.App(hospital: new { rate = "2/s" });
        app.OnChange("appointments", async e => await app.PushAsync("hospital", new { id = e["id"] }));
        _rig.Start(app);
        for (var id = 1; id <= 8; id++)
        {
            _rig.Book(id);
        }

        _rig.RunFor(TimeSpan.FromSeconds(2));
        Assert.InRange(_rig.Calls.Count, 3, 5);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal(8, _rig.Calls.Count);
    }

    [Fact]
    public void A_try_that_pushes_something_else_in_its_place_parks_instead()
    {
        var tries = 0;
        _rig.Answer = call => call.Partner == "hospital" ? 503 : 201;
        _app.OnChange("appointments", async e =>
        {
            await _app.PushAsync("lotus_notes", new { id = e["id"], subject = $"try {++tries}" });
            await _app.PushAsync("hospital", new { id = e["id"] });
        });
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(["lotus_notes Delivered push", $"{Handler} Parked push_changed"], _rig.Audit());
        Assert.Single(_rig.Calls, c => c.Partner == "lotus_notes");
    }

    [Fact]
    public void Pushes_with_names_may_come_in_any_order()
    {
        var tries = 0;
        _rig.Answer = call => call.Body.Contains("last", StringComparison.Ordinal) && tries == 1 ? 503 : 201;
        _app.OnChange("appointments", async e =>
        {
            string[] names = ++tries == 1 ? ["a", "b"] : ["b", "a"];
            foreach (var name in names)
            {
                await _app.PushAsync("hospital", new { name }, new PushOptions { Name = name });
            }

            await _app.PushAsync("hospital", new { name = "last" });
        });
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromMinutes(1));
        Assert.Equal(2, tries);
        Assert.Equal(
            ["""{"name":"a"}""", """{"name":"b"}""", """{"name":"last"}""", """{"name":"last"}"""],
            _rig.Calls.Select(c => c.Body));
    }

    [Fact]
    public void A_delete_goes_where_the_partners_deletes_say_or_nowhere()
    {
        var sent = new List<bool>();
        _app.OnChange("appointments", async e =>
        {
            sent.Add((await _app.PushAsync("hospital", new { id = e["id"] })).Sent);
            sent.Add((await _app.PushAsync("lotus_notes", new { id = e["id"] })).Sent);
        });
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        _rig.Sql("DELETE FROM appointments");
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal([true, true, true, false], sent);
        Assert.Equal(["hospital insert", "lotus_notes insert", "hospital delete"], _rig.Calls.Select(c => $"{c.Partner} {c.Op}"));
    }

    [Theory]
    [InlineData("lotus", "unknown_partner", "there is no partner lotus; there are hospital, lotus_notes")]
    [InlineData(Handler, "push_to_handler", "is a handler: publish an event")]
    public void A_push_to_nobody_parks_and_says_who_is_there(string partner, string code, string says)
    {
        var said = "";
        _app.OnChange("appointments", async e =>
        {
            try
            {
                await _app.PushAsync(partner, new { id = e["id"] });
            }
            catch (PushFailedException failure)
            {
                said = failure.Message;
                throw;
            }
        });
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal([$"{Handler} Parked {code}"], _rig.Audit());
        Assert.Contains(says, said, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_mapped_or_is_too_long_parks()
    {
        // Invariant 11: a handler is foreign code, and what it may push is bounded.
        _app.OnChange("appointments", async e => await _app.PushAsync("hospital", new { text = new string('x', 2 << 20) }));
        _app.OnChange("appointments", async e =>
        {
            foreach (var n in Enumerable.Range(0, 2_000))
            {
                await _app.PushAsync("hospital", new { n });
            }
        }, name: "endless");
        _rig.Start(_app);
        _rig.Book(1);
        _rig.RunFor(TimeSpan.FromSeconds(5));
        Assert.Contains($"{Handler} Parked push_too_big", _rig.Audit());
        Assert.Contains("handler.endless Parked too_many_pushes", _rig.Audit());
        Assert.Equal(1_000, _rig.Calls.Count);
    }

    [Fact]
    public async Task Outside_of_a_handler_a_push_has_a_key_of_its_own_or_that_of_its_name()
    {
        _rig.Start(_app);
        await _rig.Do(async () =>
        {
            var same = new PushOptions { Name = "greeting" };
            await _app.PushAsync("hospital", new { n = 1 });
            await _app.PushAsync("hospital", new { n = 1 });
            await _app.PushAsync("hospital", new { n = 2 }, same);
            await _app.PushAsync("hospital", new { n = 2 }, same);
        });
        Assert.Equal(4, _rig.Calls.Count);
        Assert.Equal(3, _rig.Calls.Select(c => c.Key).Distinct().Count());
        Assert.Equal(_rig.Calls[2].Key, _rig.Calls[3].Key);
        Assert.All(_rig.Calls, call => Assert.Equal("event", call.Op));
        Assert.Equal(Enumerable.Repeat("hospital Delivered push", 4), _rig.Audit());
        _rig.Answer = _ => 503;
        var failed = await Assert.ThrowsAsync<PushFailedException>(() => _rig.Do(() => _app.PushAsync("hospital", new { n = 3 })));
        Assert.True(failed.MayPass);
    }

    [Fact]
    public async Task Before_the_program_runs_there_is_nobody_to_push()
    {
        Task Push(object payload) => _app.PushAsync("hospital", payload, cancellation: TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Push(new { n = 1 }));
        Assert.Contains("RunAsync", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => Push("text"));
        await Assert.ThrowsAsync<ArgumentException>(() => Push(new List<int>()));
    }
}
