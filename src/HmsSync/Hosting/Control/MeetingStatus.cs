using System.Text.Json;
using HmsSync.Changes;
using HmsSync.Lanes.Meetings;

namespace HmsSync.Hosting.Control;

/// <summary>A first meeting that is not over.</summary>
/// <param name="Partner">Who meets.</param>
/// <param name="Table">Which hub table.</param>
/// <param name="State">
/// <c>unmet</c> (it is being asked whether both sides hold records), <c>held</c> (both do: a person says that they may meet),
/// <c>listing</c>, <c>judging</c>, <c>owing</c>.
/// </param>
/// <param name="Since">When the two were first seen.</param>
/// <param name="Why">In words; null: nothing to add.</param>
/// <param name="Help">The command that helps; null: it goes on by itself.</param>
internal sealed record MeetingStatus(string Partner, string Table, string State, string? Since, string? Why, string? Help)
{
    public static string Word(MeetingStage stage) => JsonNamingPolicy.SnakeCaseLower.ConvertName(stage.ToString());

    public static MeetingStatus Of(Meeting meeting)
    {
        var (partner, table) = (meeting.Partner.Name, meeting.Table);
        return new MeetingStatus(
            partner,
            table,
            Word(meeting.Stage),
            meeting.Row.Since.Micros == 0 ? null : meeting.Row.Since.ToString(),
            meeting.Why ?? (meeting.Stage == MeetingStage.Held ? HeldWhy(table) : null),
            HelpOf(meeting));
    }

    /// <summary>As it is stored; what keeps it from going on only an engine knows.</summary>
    public static MeetingStatus Stored(Participant partner, string table, MeetingRow row) => new(
        partner.Name,
        table,
        Word(row.Stage),
        row.Since.Micros == 0 ? null : row.Since.ToString(),
        row.Stage == MeetingStage.Held ? HeldWhy(table) : null,
        row.Stage == MeetingStage.Held ? LinkCommand(partner.Name, table) : "hms-sync run");

    private static string HeldWhy(string table)
        => $"Both sides hold records of {table} and have never met: nothing goes either way.";

    public static string LinkCommand(string partner, string table) => $"hms-sync link {partner} --table {table} --apply";

    private static string? HelpOf(Meeting meeting) => meeting switch
    {
        { Stage: MeetingStage.Held } => LinkCommand(meeting.Partner.Name, meeting.Table),
        { Why: not null, Stage: MeetingStage.Judging } => $"hms-sync parked list --partner {meeting.Partner}",
        { Why: not null } => $"hms-sync partners test {meeting.Partner}",
        _ => null,
    };
}
