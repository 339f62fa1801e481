using System.Globalization;
using System.Text.RegularExpressions;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Docs;

/// <summary>
/// Pages name the usual addresses. A test types them with ports of its own, so that it can run beside an engine that has the
/// usual ones: in addresses, in a workspace right after it was made, and where a demo partner is started.
/// </summary>
internal sealed partial class PagePorts
{
    private const string Engine = "8080";

    private readonly Dictionary<string, string> _ports = new[] { Engine, "8701", "8702", "8703", "8704" }
        .ToDictionary(port => port, _ => FreePort.Next().ToString(CultureInfo.InvariantCulture));

    /// <summary>The text with this test's addresses.</summary>
    public string Moved(string text) => Address().Replace(text, usual => ":" + _ports[usual.Groups["port"].Value]);

    /// <summary>Commands as the test types them.</summary>
    public string Typed(string commands)
    {
        var moves = string.Join(' ', _ports.Select(port => $"-e s/:{port.Key}/:{port.Value}/g"));
        var typed = Init().Replace(Moved(commands), $"$0 && sed -i {moves} ${{folder}}/hms-sync.yml");
        return DemoPartner().Replace(typed, partner => $"{partner.Value} --url {Url(partner)} --engine {Url(_ports[Engine])}");
    }

    private string Url(Match partner) => Url(_ports[partner.Groups["name"].Value switch
    {
        "lotus_notes" => "8701",
        "hospital" => "8702",
        "species_index" => "8703",
        _ => "8704",
    }]);

    private static string Url(string port) => $"http://127.0.0.1:{port}";

    [GeneratedRegex(@"(?<=127\.0\.0\.1):(?<port>8080|870[1-4])\b")]
    private static partial Regex Address();

    [GeneratedRegex(@"\bhms-sync init (--sample \w+ )?(?<folder>\w+)")]
    private static partial Regex Init();

    [GeneratedRegex(@"\bhms-sync demo (?<name>lotus_notes|hospital|species_index|state_registry)\b")]
    private static partial Regex DemoPartner();
}
