using Xunit;

namespace HmsSync.Tests.Configuration.Records;

/// <summary>What is wrong with one entry of <c>records</c> is told with its place.</summary>
public sealed class RecordsFaultTests
{
    private readonly RecordsWorkspace _workspace = new();

    [Theory]
    [InlineData("config.bad_call", "read: §/a/{uid}")]
    [InlineData("config.bad_call", "read: §GET")]
    [InlineData("config.bad_call", "read: §POST /a/{uid}")]
    [InlineData("config.bad_call", "insert: §FETCH /a")]
    [InlineData("config.bad_call", "insert: §PUT a/{uid}")]
    [InlineData("config.bad_call", "update: §POST /a/{uid}")]
    [InlineData("config.bad_call", "list: §''")]
    [InlineData("config.bad_url", "read: §GET /a/{uid")]
    [InlineData("config.bad_url", "read: §'GET /a/{uid}#x'")]
    public void A_call_is_a_method_and_a_path(string code, string marked) => Fault(code, marked);

    [Theory]
    [InlineData("insert: §PUT /a/{ref}")]
    [InlineData("insert: §PUT /a/{cursor}")]
    [InlineData("update: §PATCH /a/{key}")]
    [InlineData("update: §PATCH /a")]
    [InlineData("delete: §DELETE /a")]
    [InlineData("delete: §DELETE /a/{begin}")]
    [InlineData("read: §GET /a")]
    [InlineData("read: §GET /a/{uid}/{begin}")]
    [InlineData("find: §GET /a")]
    [InlineData("find: §GET /a?ref={begin}")]
    [InlineData("list: §GET /a?ref={uid}")]
    [InlineData("changes: §GET /a\nnext: next")]
    public void A_place_in_a_path_must_be_known_and_enough(string marked) => Fault("config.url_field", marked);

    [Fact]
    public void A_place_that_nothing_fills_names_the_nearest()
        => Assert.Equal("did you mean 'uid'?", _workspace.Fault("config.url_field", "read: §GET /a/{uidd}\n").Remedy);

    [Theory]
    [InlineData("insert: §POST /a/{ref}")]
    [InlineData("update: §PATCH /a/{uid}")]
    public void A_key_of_the_partners_is_not_known_before_it_made_one_and_is_needed_after(string marked)
        => Fault("config.url_field", $"key: {{ field: ref, by: partner }}\nfind: GET /a?u={{uid}}\n{marked}");

    [Theory]
    [InlineData("config.records", "update: §PUT /a/{uid}")]
    [InlineData("config.records", "changes: §GET /a?since={cursor}")]
    [InlineData("config.records", "list: §GET /a?after={cursor}")]
    [InlineData("config.records", "list: §GET /a\nnext: next")]
    [InlineData("config.bad_value", "read: GET /a/{uid}\nops: [insert, §upsert]")]
    [InlineData("config.bad_value", "read: GET /a/{uid}\nversion: §a..b")]
    [InlineData("config.bad_value", "read: GET /a/{uid}\nfull: §sometimes")]
    [InlineData("config.missing_key", "read: GET /a/{uid}\nkey: §{ by: partner }")]
    [InlineData("config.key_not_mapped", "read: GET /a/{uid}\nkey: { field: §begin }")]
    [InlineData("where.unknown_operator", "read: GET /a/{uid}\nwhere: { a: { §is: 1 } }")]
    [InlineData("config.unknown_key", "§raed: GET /a/{uid}\nread: GET /a/{uid}")]
    [InlineData("config.records", "§from: calendar")]
    public void The_parts_must_fit_together(string code, string marked) => Fault(code, marked);

    [Fact]
    public void A_key_that_is_not_mapped_is_a_fault()
    {
        _workspace.Mapping("""{ "fields": { "start": "begin" } }""");
        Fault("config.key_not_mapped", "§list: GET /a");
    }

    [Theory]
    [InlineData("config.unknown_table", "events: { r: { poll: §appointment } }\n")]
    [InlineData("config.doorbell", "events: { r: §{ poll: appointments, table: appointments } }\n")]
    [InlineData("config.doorbell", "events: { r: { poll: appointments, op: §delete } }\n")]
    [InlineData("config.bad_value", "events: { r: { poll: appointments } }\npoll: §often\n")]
    public void What_is_received_of_records_is_checked(string code, string marked)
        => _workspace.Fault(code, "list: GET /a\n", "webhook: { verify: none }\n" + marked);

    private void Fault(string code, string marked) => _workspace.Fault(code, $"{marked}\n");
}
