using System.Net;
using System.Text;
using HmsSync.Changes;
using Xunit;

namespace HmsSync.Tests.Server.Publishing;

public sealed class PublishTests
{
    [Fact]
    public async Task An_event_is_answered_when_it_is_in_the_journal_and_reaches_its_partners()
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = await rig.Post("/events", """{"topic":"note","data":{"n":9007199254740993,"x":1.10},"id":"a","key":"ü"}""");
        Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        Assert.Equal("""{"id":"a","seq":1}""", answer.Body);
        var e = rig.Journal().Single();
        Assert.Equal(("hms", "note", "\"\\u00FC\""), (e.Source.Name, e.Topic, e.Key.Json));
        var push = await rig.NextPush();
        Assert.Equal("""{"n":9007199254740993,"x":1.10}""", push.Body);
    }

    [Fact]
    public async Task Keys_that_look_alike_are_two()
    {
        await using var rig = await ServerRig.StartAsync();
        foreach (var key in new[] { "caf\\u00e9", "cafe\\u0301", "\\ud83d\\ude92" }) // NFC, NFD, a fire engine
        {
            var answer = await rig.Post("/events", $$"""{"topic":"note","data":{},"key":"{{key}}"}""");
            Assert.Equal(HttpStatusCode.Accepted, answer.Status);
        }

        Assert.Equal(3, rig.Journal().Select(e => e.Key.Json).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public async Task The_same_id_again_is_the_same_answer_and_one_event()
    {
        // Invariant 1: whoever repeats what was not answered makes no second event of it.
        await using var rig = await ServerRig.StartAsync();
        var first = await rig.Post("/events", """{"topic":"note","data":{"a":1},"id":"m"}""");
        var again = await rig.Post("/events", """{"id":"m", "topic":"note", "data":{ "a" : 1 }}""");
        Assert.Equal((first.Status, first.Body), (again.Status, again.Body));
        Assert.Single(rig.Journal());
    }

    [Theory]
    [InlineData("""{"topic":"note","data":{"a":2},"id":"m"}""")]
    [InlineData("""{"topic":"note2","data":{"a":1},"id":"m"}""")]
    [InlineData("""{"topic":"note","data":{"a":1},"id":"m","key":"k"}""")]
    public async Task The_same_id_with_something_else_is_409(string other)
    {
        await using var rig = await ServerRig.StartAsync();
        await rig.Post("/events", """{"topic":"note","data":{"a":1},"id":"m"}""");
        var answer = await rig.Post("/events", other);
        Assert.Equal((HttpStatusCode.Conflict, "id_taken"), (answer.Status, answer.Code));
        Assert.Single(rig.Journal());
    }

    [Theory]
    [InlineData("""{"data":{}}""", "bad_topic")]
    [InlineData("""{"topic":7,"data":{}}""", "bad_topic")]
    [InlineData("""{"topic":"","data":{}}""", "bad_topic")]
    [InlineData("""{"topic":"a b","data":{}}""", "bad_topic")]
    [InlineData("""{"topic":"appointments","data":{}}""", "topic_is_table")]
    [InlineData("""{"topic":"note","data":[]}""", "data_not_object")]
    [InlineData("""{"topic":"note","data":null}""", "data_not_object")]
    [InlineData("""{"topic":"note","data":"{}"}""", "data_not_object")]
    [InlineData("""{"topic":"note","id":1}""", "bad_id")]
    [InlineData("""{"topic":"note","id":""}""", "bad_id")]
    [InlineData("""{"topic":"note","key":{}}""", "bad_key")]
    [InlineData("""{"topic":"note","dta":{}}""", "unknown_field")]
    [InlineData("""{"specversion":"0.3","type":"note","source":"/a","id":"1"}""", "bad_cloudevent")]
    [InlineData("""{"specversion":"1.0","type":"note","id":"1"}""", "bad_cloudevent")]
    [InlineData("""{"specversion":"1.0","type":"note","source":"/a","id":"1","data":7}""", "data_not_object")]
    public async Task What_is_no_event_is_422(string body, string code)
    {
        await using var rig = await ServerRig.StartAsync();
        var answer = await rig.Post("/events", body);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (answer.Status, answer.Code));
        Assert.Empty(rig.Journal());
    }

    [Fact]
    public async Task A_cloudevent_is_an_event_and_its_source_and_id_are_its_id()
    {
        await using var rig = await ServerRig.StartAsync();
        static string Event(string source) => $$"""
            {"specversion":"1.0","type":"note","source":"{{source}}","id":"1","time":"2027-01-01T00:00:00Z","data":{"a":1} }
            """;
        Task<Answer> Send(string source) => ServerRig.SendAsync(
            rig.Admin, HttpMethod.Post, "/events", Encoding.UTF8.GetBytes(Event(source)),
            ("Content-Type", "application/cloudevents+json; charset=utf-8"));
        Assert.Equal("""{"id":"1","seq":1}""", (await Send("/a")).Body);
        Assert.Equal("""{"id":"1","seq":1}""", (await Send("/a")).Body);
        Assert.Equal("""{"id":"1","seq":2}""", (await Send("/b")).Body);
        Assert.All(rig.Journal(), e => Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(e.Fields.Span)));
    }

    [Fact]
    public async Task Without_an_id_of_its_own_an_event_gets_one_and_comes_twice()
    {
        await using var rig = await ServerRig.StartAsync();
        var first = await rig.Post("/events", """{"topic":"note"}""");
        var second = await rig.Post("/events", """{"topic":"note"}""");
        Assert.NotEqual(first.Json.GetProperty("id").GetString(), second.Json.GetProperty("id").GetString());
        Assert.Equal([1L, 2L], rig.Journal().Select(e => e.Seq.Value));
        Assert.All(rig.Journal(), e => Assert.Equal(RecordKey.None, e.Key));
    }
}
