using System.Text;
using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Reading;

/// <summary>
/// Replaces <c>${NAME}</c> from the environment and <c>${file:PATH}</c> from a file in every value, never in keys. A
/// single pass: what comes in is not looked at again. <c>$${</c> is a literal <c>${</c>.
/// </summary>
internal sealed class Substitution(Func<string, string?> environment, IConfigFiles files, string folder, FaultLog log)
{
    private const string FilePrefix = "file:";

    public ConfigNode Apply(ConfigNode node) => node switch
    {
        ConfigMap map => new ConfigMap(
            map.Place, [.. map.Entries.Select(e => new ConfigEntry(e.Key, e.Place, Apply(e.Value)))]),
        ConfigList list => new ConfigList(list.Place, [.. list.Items.Select(Apply)]),
        ConfigScalar scalar when scalar.Text.Contains("${", StringComparison.Ordinal) => Replace(scalar),
        _ => node,
    };

    private ConfigNode Replace(ConfigScalar scalar)
    {
        var text = scalar.Text;
        var result = new StringBuilder(text.Length);
        var substituted = false;
        var from = 0;
        for (var at = text.IndexOf("${", StringComparison.Ordinal); at >= 0;
            at = text.IndexOf("${", from, StringComparison.Ordinal))
        {
            if (at > from && text[at - 1] == '$')
            {
                result.Append(text, from, at - 1 - from).Append("${");
                from = at + 2;
                continue;
            }

            var end = text.IndexOf('}', at);
            var value = end < 0 ? Unclosed(scalar.Place) : Lookup(text[(at + 2)..end], scalar.Place);
            if (value is null)
            {
                return new ConfigBroken(scalar.Place);
            }

            result.Append(text, from, at - from).Append(value);
            substituted = true;
            from = end + 1;
        }

        var whole = result.Append(text, from, text.Length - from).ToString();
        var kind = scalar.Quoted ? ScalarKind.Text : ConfigScalar.KindOfPlain(whole);
        return new ConfigScalar(scalar.Place, whole, kind, scalar.Quoted, substituted);
    }

    private string? Unclosed(Place place)
    {
        log.Add("config.substitution", place, "'${' without its '}'", "write ${NAME}, or $${ for a literal ${");
        return null;
    }

    private string? Lookup(string name, Place place)
        => name.StartsWith(FilePrefix, StringComparison.Ordinal)
            ? FromFile(name[FilePrefix.Length..], place)
            : FromEnvironment(name, place);

    private string? FromEnvironment(string name, Place place)
    {
        if (name.Length == 0 || char.IsAsciiDigit(name[0]) || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
        {
            log.Add(
                "config.substitution", place, $"'${{{name}}}' names no environment variable",
                "write ${NAME} or ${file:PATH}");
            return null;
        }

        var value = environment(name);
        if (value is null)
        {
            log.Add("config.env_missing", place, $"the environment variable {name} is not set", $"export {name}=…");
        }

        return value;
    }

    private string? FromFile(string name, Place place)
    {
        var path = Path.Combine(folder, name);
        var text = name.Length == 0 ? Unclosed(place) : ConfigText.Read(files, path, place, log);
        if (text is null)
        {
            return null;
        }

        if (files.OthersMayRead(path))
        {
            log.Warn("config.open_file", place, $"every user of this machine can read {path}", $"chmod 600 {path}");
        }

        return text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2]
            : text.EndsWith('\n') ? text[..^1] : text;
    }
}
