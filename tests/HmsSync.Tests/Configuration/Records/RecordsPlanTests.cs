using System.Text;
using HmsSync.Sdk;
using Xunit;

namespace HmsSync.Tests.Configuration.Records;

/// <summary>What <c>records</c> compiles to.</summary>
public sealed class RecordsPlanTests
{
    /// <summary>The block of the contract, word for word.</summary>
    private const string Contract = """
        from: calendar
        where: { categories: WIC }
        mapping: mappings/lotus.json
        ops: [insert, update, delete]
        key: { field: uid, by: us }
        full: true
        insert: PUT /appointments/{uid}
        update: PATCH /appointments/{uid}
        delete: DELETE /appointments/{uid}
        read: GET /appointments/{uid}
        find: GET /appointments?ref={key}
        list: GET /appointments?cursor={cursor}&limit={limit}
        changes: GET /appointments/changes?since={cursor}
        items: items
        next: next
        deleted: deleted
        version: etag
        changed_at: updated_at

        """;

    private readonly RecordsWorkspace _workspace = new();

    [Fact]
    public void The_block_of_the_contract_compiles()
    {
        var plan = _workspace.Plan(Contract);
        var records = plan.Records["appointments"];
        var settings = records.Settings;

        Assert.Equal("calendar", settings.From);
        Assert.Equal(["uid"], settings.KeyField);
        Assert.True(settings.Full);
        Assert.False(records.KeyByPartner);
        Assert.Equal(new RecordCall("PUT", "/appointments/{uid}"), settings.Calls.Insert);
        Assert.Equal(new RecordCall("GET", "/appointments/changes?since={cursor}"), settings.Calls.Changes);
        Assert.Equal(
            ["items", "next", "deleted", "etag", "updated_at"],
            new[] { settings.Items, settings.Next, settings.Deleted, settings.Version, settings.ChangedAt }.Select(p => Assert.Single(p!)));
        Assert.Equal([ChangeOp.Insert, ChangeOp.Update, ChangeOp.Delete], records.Ops.Order());
        Assert.Equal("begin", records.Mapping.PartnerFieldOf("start"));
        Assert.True(plan.MayChange("appointments"));
        Assert.True(plan.SendsDeletes("appointments"));
    }

    [Fact]
    public void Where_is_judged_on_partner_names()
    {
        var settings = _workspace.Plan(Contract).Records["appointments"].Settings;
        Assert.True(settings.IsOurs("""{"categories":"WIC"}"""u8));
        Assert.False(settings.IsOurs("""{"categories":"Dental"}"""u8));
        Assert.False(settings.IsOurs("{}"u8));
    }

    [Fact]
    public void Without_a_key_of_its_own_the_mapped_hub_key_is_it()
    {
        var records = _workspace.Plan("read: GET /a/{uid}\n").Records["appointments"];
        Assert.Equal(("uid", "\"42\""), (records.KeyField, records.KeyOf("""{"uid":42}"""u8)));
    }

    [Fact]
    public void A_key_that_the_partner_makes_need_not_be_mapped()
    {
        _workspace.Mapping("""{ "fields": { "start": "begin" }, "defaults": { "categories": "WIC" } }""");
        var records = _workspace.Plan("""
            key: { field: meta.id, by: partner }
            ops: [update]
            insert: POST /a
            find: GET /a?ref={key}
            update: PATCH /a/{meta.id}

            """).Records["appointments"];
        Assert.True(records.KeyByPartner);
        Assert.Equal([ChangeOp.Update], records.Ops);
        Assert.Equal("\"x-7\"", records.KeyOf("""{"meta":{"id":"x-7"}}"""u8));
    }

    [Fact]
    public void No_ops_leave_the_hub_alone()
        => Assert.Empty(_workspace.Plan("read: GET /a/{uid}\nops: []\n").Records["appointments"].Ops);

    [Fact]
    public void Polls_and_rings_are_read()
    {
        var plan = _workspace.Plan(Contract, """
            poll: 5s
            webhook: { verify: none }
            events:
              ring: { poll: appointments }
              hint: { table: appointments }

            """);
        Assert.Equal(TimeSpan.FromSeconds(5), plan.Poll);
        Assert.Equal(["appointments", null], plan.Receive.Select(r => r.Poll));
        Assert.Equal(["appointments"], plan.TwoWayTables);
    }

    [Theory]
    [InlineData("""{"uid":77}""", "\"77\"")]
    [InlineData("""{"uid":"77"}""", "\"77\"")]
    [InlineData("""{"uid":"Zoë \"q\""}""", "\"Zo\\u00EB \\u0022q\\u0022\"")]
    [InlineData("""{"uid":""}""", null)]
    [InlineData("""{"uid":null}""", null)]
    [InlineData("""{"uid":{}}""", null)]
    [InlineData("""{"uid":true}""", null)]
    [InlineData("""{"other":{"uid":1}}""", null)]
    public void A_partners_key_is_one_text_whatever_form_it_came_in(string record, string? key)
        => Assert.Equal(key, _workspace.Plan("read: GET /a/{uid}\n").Records["appointments"].KeyOf(Encoding.UTF8.GetBytes(record)));

    [Fact]
    public void A_key_that_is_too_long_is_none()
    {
        // Invariant 11: a key has a longest length.
        var records = _workspace.Plan("read: GET /a/{uid}\n").Records["appointments"];
        var record = Encoding.UTF8.GetBytes($$"""{"uid":"{{new string('x', 2_000)}}"}""");
        Assert.Null(records.KeyOf(record));
    }
}
