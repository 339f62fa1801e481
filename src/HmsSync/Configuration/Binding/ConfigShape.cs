namespace HmsSync.Configuration.Binding;

/// <summary>
/// The keys that one section of the configuration knows, declared once: reading, faults and docs follow it.
/// </summary>
/// <param name="Name">As <c>docs/reference/configuration.md</c> calls the section.</param>
/// <param name="Keys">In the order they are documented.</param>
internal sealed record ConfigShape(string Name, params ConfigKey[] Keys)
{
    /// <summary>The key of this name, where <c>-</c> and <c>_</c> are alike; null: not known here.</summary>
    public ConfigKey? Find(string written)
    {
        var name = written.Replace('-', '_');
        return Keys.FirstOrDefault(k => k.Name == name || k.Also == name);
    }
}

/// <param name="Name">As it is documented.</param>
/// <param name="Default">As it is documented; <c>required</c> and <c>none</c> are words of the docs.</param>
/// <param name="Also">Another name that is read as the same.</param>
/// <param name="Built">False: the contract names it, this version refuses it.</param>
internal sealed record ConfigKey(string Name, string Default = "none", string? Also = null, bool Built = true);
