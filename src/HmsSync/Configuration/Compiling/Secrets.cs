using HmsSync.Configuration.Binding;
using HmsSync.Configuration.Reading;

namespace HmsSync.Configuration.Compiling;

/// <summary>Takes secrets out of the tree. No fault here ever says what a secret is.</summary>
internal static class Secrets
{
    /// <summary>One secret, or a list with the newest first.</summary>
    /// <param name="section">The map that holds them.</param>
    /// <param name="key">Their key.</param>
    /// <param name="forHeader">They travel in a header, so they must be visible ASCII.</param>
    public static IReadOnlyList<Secret> Of(ConfigSection section, string key, bool forHeader)
    {
        section.Require(key, "the secret, or a list of them with the newest first");
        List<Secret> secrets = [];
        var node = section.Node(key);
        foreach (var item in node is ConfigList list ? list.Items : node is null ? [] : [node])
        {
            if (item is not ConfigScalar { IsNull: false } scalar)
            {
                section.Log.WrongType(item, "a secret");
                continue;
            }

            Judge(section, scalar, forHeader);
            secrets.Add(new Secret(scalar.Text));
        }

        if (node is ConfigList { Items.Count: 0 })
        {
            section.Fault("config.empty_secret", key, "the list of secrets is empty");
        }

        return secrets;
    }

    private static void Judge(ConfigSection section, ConfigScalar scalar, bool forHeader)
    {
        if (scalar.Text.Length == 0)
        {
            section.Log.Add("config.empty_secret", scalar.Place, "the secret is empty", "look at where it comes from");
        }
        else if (forHeader && !scalar.Text.All(c => c is >= ' ' and <= '~'))
        {
            section.Log.Add(
                "config.bad_secret", scalar.Place,
                "the secret holds a character that no header can carry (a line break?)");
        }

        if (!scalar.Substituted)
        {
            section.Log.Warn(
                "config.secret_in_file",
                scalar.Place,
                "a secret is written in the file itself",
                "write \"${NAME}\" and set the variable, or \"${file:PATH}\"");
        }
    }
}
