namespace HmsSync.Lite;

/// <summary>A partner system, where there is no workspace to name it.</summary>
/// <param name="name">Lower-case letters, digits, '_' and '-'.</param>
/// <param name="url">Where pushes go.</param>
public sealed class SyncPartner(string name, string url)
{
    /// <summary>Its name, by which pushes name it.</summary>
    public string Name => name;

    /// <summary>Where pushes go.</summary>
    public string Url => url;

    /// <summary>A token for <c>Authorization: Bearer</c>, such as <c>${file:secrets/token}</c>; null: none.</summary>
    public string? Bearer { get; init; }

    /// <summary>A mapping file; null: none, or <see cref="Fields"/>.</summary>
    public string? Mapping { get; init; }

    /// <summary>Instead of a mapping file: hub field → partner field; what is not named is not sent.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    /// <summary>Private ranges that may be called, as CIDR.</summary>
    public IReadOnlyList<string> AllowNetwork { get; init; } = [];

    /// <summary>
    /// Any other key of a partner in <c>hms-sync.yml</c>, as it would stand there:
    /// <c>new { timeout = "3s", rate = "10/s", send = new[] { new { on = "appointments" } } }</c>.
    /// </summary>
    public object? More { get; init; }
}
