using System.Buffers;
using HmsSync.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace HmsSync.Configuration.Reading;

/// <summary>Looks through the parser's events before anything is built from them.</summary>
internal sealed class YamlScreen(string file, FaultLog log)
{
    private static readonly SearchValues<char> Controls
        = SearchValues.Create([.. Enumerable.Range(0, 32).Select(c => (char)c).Except("\t\n\r"), '\u007F']);

    private readonly List<ParsingEvent> _events = [];
    private int _documents;
    private int _depth;

    /// <summary>
    /// The events of one sound document; null when there is none. Anchors and tags are told and passed over.
    /// </summary>
    public List<ParsingEvent>? Screen(string text)
    {
        if (!CharactersAreSound(text) || !TabsAreSound(text))
        {
            return null;
        }

        try
        {
            var parser = new Parser(new StringReader(text));
            while (parser.MoveNext())
            {
                if (!Take(parser.Current!))
                {
                    return null;
                }
            }
        }
        catch (YamlException e)
        {
            // The parser's messages are fixed sentences: they never quote the file.
            log.Add(
                "config.yaml", At(e.Start), $"this is not YAML: {e.Message}", "check indentation, quotes and brackets");
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // YamlDotNet 16.3 throws these, without a place, on some broken flow lists and on tags that are no URIs.
            var place = _events.Count > 0 ? At(_events[^1].End) : new Place(file, 1, 1);
            log.Add("config.yaml", place, "this is not YAML from here on", "check quotes and brackets");
            return null;
        }

        if (_documents > 0)
        {
            return _events;
        }

        log.Add("config.empty", new Place(file, 1, 1), "the file is empty", "hms-sync init writes one that works");
        return null;
    }

    private bool Take(ParsingEvent current)
    {
        _events.Add(current);
        _depth += current.NestingIncrease;
        switch (current)
        {
            case DocumentStart when ++_documents > 1:
                log.Add("config.several_documents", At(current.Start), "a second document begins here", "keep one");
                return false;
            case AnchorAlias:
                log.Add("config.alias", At(current.Start), "aliases are not taken", "write the value out");
                return true;
            case NodeEvent node:
                return TakeNode(node);
            default:
                return true;
        }
    }

    private bool TakeNode(NodeEvent node)
    {
        if (!node.Anchor.IsEmpty)
        {
            log.Add("config.anchor", At(node.Start), "anchors are not taken", "remove the &name");
        }

        if (!node.Tag.IsEmpty)
        {
            log.Add("config.tag", At(node.Start), "tags are not taken", "remove the !name");
        }

        // Stream and document count as two.
        if (_depth <= YamlReader.MaxDepth + 2)
        {
            return true;
        }

        log.Add("config.too_deep", At(node.Start), $"nested deeper than {YamlReader.MaxDepth} levels");
        return false;
    }

    /// <summary>
    /// YAML has no control characters; the parser would take a NUL for the end of the file and drop the rest.
    /// </summary>
    private bool CharactersAreSound(string text)
    {
        var at = text.AsSpan().IndexOfAny(Controls);
        if (at < 0)
        {
            return true;
        }

        var before = text.AsSpan(0, at);
        var place = new Place(file, before.Count('\n') + 1, at - before.LastIndexOf('\n'));
        log.Add("config.character", place, $"a control character (U+{(int)text[at]:X4})", "remove it");
        return false;
    }

    private bool TabsAreSound(string text)
    {
        var number = 0;
        foreach (var line in text.AsSpan().EnumerateLines())
        {
            number++;
            var indent = line[..(line.Length - line.TrimStart(" \t").Length)];
            if (indent.Contains('\t') && indent.Length < line.Length)
            {
                var place = new Place(file, number, indent.IndexOf('\t') + 1);
                log.Add("config.tab", place, "a tab in the indentation", "indent with spaces");
                return false;
            }
        }

        return true;
    }

    private Place At(Mark mark) => new(file, (int)mark.Line, (int)mark.Column);
}
