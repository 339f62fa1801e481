using System.IO.Enumeration;

namespace HmsSync.Views;

/// <summary>Which topics and tables are wanted; <c>*</c> stands for any characters, <c>?</c> for one. One owner at a time.</summary>
internal sealed class TopicFilter(string pattern)
{
    /// <summary>Invariant 11: topics whose answer is kept.</summary>
    private const int MostKnown = 4_096;

    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);

    public bool Takes(string topic)
    {
        if (_known.TryGetValue(topic, out var takes))
        {
            return takes;
        }

        if (_known.Count >= MostKnown)
        {
            _known.Clear();
        }

        return _known[topic] = FileSystemName.MatchesSimpleExpression(pattern, topic, ignoreCase: false);
    }
}
