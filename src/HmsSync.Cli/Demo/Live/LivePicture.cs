using HmsSync.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace HmsSync.Cli.Demo;

/// <summary>Draws one moment. Fits a terminal of 80 columns and 24 lines; a higher one shows more calls.</summary>
internal sealed class LivePicture(int width, int height)
{
    public const string Keys = "r rule  b book  m move  d double-book  c no-show  h hospital  s index  q quit";

    /// <summary>
    /// Lines that are always there, beside participants, lanes and calls: titles, headings, gaps, keys, note, and the one below on
    /// which the cursor stands.
    /// </summary>
    private const int Frame = 9;

    private const int FewestCalls = 3;
    private const int NameWidth = 17;

    private static readonly Style Bold = new(decoration: Decoration.Bold);

    public IRenderable Draw(LiveView view)
    {
        var calls = Math.Max(FewestCalls, height - Frame - view.Participants.Count - view.Lanes.Count);
        return new Rows([
            Line(Bold, $"HMS-SYNC  {DemoAddresses.Text(view.Engine)}  {view.Folder}"),
            Line(Bold, Participant("participant", "holds")),
            .. view.Participants.Select(p => Line(p.Holds == "away" ? Color.Red : Style.Plain, Participant(p.Name, p.Holds))),
            Line(Style.Plain, " "),
            Line(Bold, Lane("lane", "state", "lag", "per s", "last", "why")),
            .. view.Lanes.Select(lane => Line(Of(lane.State), Lane(
                lane.Name, lane.State, lane.Lag.ToString(CultureInfo.InvariantCulture),
                lane.PerSecond.ToString("F1", CultureInfo.InvariantCulture), lane.Last, lane.Why))),
            Line(Style.Plain, " "),
            Line(Bold, "calls, as the partners saw them (→ to the partner, ← back)"),
            .. view.Calls.TakeLast(calls).Select(call => Line(Style.Plain, Call(call))),
            .. Enumerable.Repeat(Line(Style.Plain, " "), Math.Max(0, calls - view.Calls.Count)),
            Line(Style.Plain, Keys),
            Line(new Style(decoration: Decoration.Italic), view.Note),
        ]);
    }

    private static string Participant(string name, string holds) => $"{Cut(name, NameWidth),-NameWidth} {holds}";

    private static string Lane(string name, string state, string lag, string rate, string last, string why)
        => $"{Cut(name, NameWidth),-NameWidth} {state,-8} {lag,6} {rate,7} {last,-10} {why}";

    private static string Call(PartnerLine call)
        => $"{call.At.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {call.Partner,-14} {call.Text}";

    private static Style Of(string state) => state switch
    {
        "running" => Color.Green,
        "paused" => Color.Red,
        _ => Color.Yellow,
    };

    private Text Line(Style style, string text) => new(Cut(text, width), style);

    /// <summary>One line, whatever is in it: a line that wrapped would push the keys off the screen.</summary>
    private static string Cut(string text, int most)
    {
        var line = Clean.Text(text).ReplaceLineEndings(" ");
        return line.Length <= most ? line : $"{line[..(most - 1)]}…";
    }
}
