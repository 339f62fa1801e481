using HmsSync.Configuration.Reading;
using HmsSync.Diagnostics;

namespace HmsSync.Configuration.Binding;

/// <summary>Takes single nodes for what they must be, and tells when they are not.</summary>
internal static class NodeReading
{
    extension(FaultLog log)
    {
        /// <summary>The text of a value; null: it is none, which is told.</summary>
        public string? TextOf(ConfigNode node)
        {
            if (node is ConfigScalar { IsNull: false } scalar)
            {
                return scalar.Text;
            }

            log.WrongType(node, "a single value");
            return null;
        }

        /// <summary>A JSON string; null: it is something else, which is told.</summary>
        public string? JsonTextOf(ConfigNode node)
        {
            if (node is ConfigScalar { Kind: ScalarKind.Text } scalar)
            {
                return scalar.Text;
            }

            log.WrongType(node, "a text in quotes");
            return null;
        }

        /// <summary>
        /// The values of a list, or one value as a list of one; what is no value is told and left out.
        /// </summary>
        public IReadOnlyList<string> TextsOf(ConfigNode? node) => node switch
        {
            null => [],
            ConfigList list => [.. list.Items.Select(log.TextOf).OfType<string>()],
            _ => log.TextOf(node) is { } text ? [text] : [],
        };

        /// <summary>The entries of a map whose names are the user's own; nothing is an empty one.</summary>
        public IReadOnlyList<ConfigEntry> EntriesOf(ConfigNode? node, string what)
        {
            switch (node)
            {
                case null or ConfigScalar { IsNull: true }:
                    return [];
                case ConfigMap map:
                    return map.Entries;
                default:
                    log.WrongType(node, what);
                    return [];
            }
        }

        /// <summary>Tells that a node is of the wrong type, unless it is broken, which is told already.</summary>
        public void WrongType(ConfigNode node, string expected)
        {
            if (node is not ConfigBroken)
            {
                log.Add("config.wrong_type", node.Place, $"this is {NameOf(node)}, expected {expected}");
            }
        }

        /// <summary>Fails closed on what the contract names and this version cannot do.</summary>
        public void NotBuilt(Place place, string what)
            => log.Add("config.not_built", place, $"{what} is part of the contract but is not built in this version");
    }

    private static string NameOf(ConfigNode node) => node switch
    {
        ConfigMap => "a map",
        ConfigList => "a list",
        ConfigScalar { Kind: ScalarKind.Null } => "nothing",
        ConfigScalar { Kind: ScalarKind.Number } => "a number",
        ConfigScalar { Kind: ScalarKind.True or ScalarKind.False } => "true or false",
        _ => "a text",
    };
}
