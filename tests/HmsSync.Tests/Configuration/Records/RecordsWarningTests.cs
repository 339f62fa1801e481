using Xunit;

namespace HmsSync.Tests.Configuration.Records;

/// <summary>What is not wrong, but may lose or double something, is told by <c>validate</c>.</summary>
public sealed class RecordsWarningTests
{
    private const string Changes = "changes: GET /a/changes?since={cursor}\nnext: next\n";
    private const string Ring = "webhook: { verify: none }\nevents: { r: §{ poll: appointments } }\n";
    private const string Hint = "webhook: { verify: none }\nevents: { r: §{ table: appointments } }\n";

    private readonly RecordsWorkspace _workspace = new();

    [Fact]
    public void A_create_that_a_crash_could_double_is_named()
        => _workspace.Warning("config.may_double", "insert: §POST /a\n");

    [Theory]
    [InlineData("insert: POST /a\nfind: GET /a?u={uid}")]
    [InlineData("insert: POST /a\nread: GET /a/{uid}")]
    [InlineData("insert: PUT /a/{uid}")]
    public void A_create_that_is_looked_for_or_has_our_key_is_not(string records)
        => Assert.DoesNotContain("config.may_double", _workspace.Warnings($"{records}\n"));

    [Fact]
    public void To_read_by_a_key_that_the_partner_made_finds_nothing_after_a_lost_answer()
        => _workspace.Warning(
            "config.may_double", "key: { field: ref, by: partner }\ninsert: §POST /a\nread: GET /a/{ref}\n");

    [Theory]
    [InlineData(Ring, Changes)]
    [InlineData(Hint, Changes)]
    [InlineData(Hint, "read: GET /a/{uid}\n")]
    public void A_doorbell_that_nothing_makes_up_for_is_named(string receive, string records)
        => _workspace.Warning("config.doorbell_only", records, receive);

    [Theory]
    [InlineData(Ring)]
    [InlineData(Hint)]
    public void With_a_poll_a_doorbell_may_be_lost(string receive)
        => Assert.DoesNotContain(
            "config.doorbell_only",
            _workspace.Warnings(Changes, "poll: 5s\n" + receive.Replace("§", "", StringComparison.Ordinal)));

    [Fact]
    public void A_poll_that_reads_nothing_is_named()
        => _workspace.Warning("config.poll_nothing", "read: GET /a/{uid}\n", "poll: §5s\n");

    [Fact]
    public void A_ring_for_changes_that_are_not_there_is_named()
        => _workspace.Warning("config.poll_nothing", "read: GET /a/{uid}\n", Ring);

    [Fact]
    public void A_record_that_we_make_and_that_would_not_be_ours_is_named()
        => _workspace.Warning("config.where_not_sent", "insert: PUT /a/{uid}\nwhere: { §owner: WIC }\n");

    [Fact]
    public void A_filter_on_what_is_sent_is_well()
        => Assert.DoesNotContain(
            "config.where_not_sent",
            _workspace.Warnings("insert: PUT /a/{uid}\nwhere: { categories: WIC }\n"));
}
