namespace HmsSync.Partners;

/// <summary>What one index runs with; see <see cref="SpeciesIndex"/>.</summary>
/// <param name="Url">Where to listen; port 0 takes a free one.</param>
/// <param name="Stream">Whose events it listens to, whole: <c>http://…/stream?partner=species_index</c>.</param>
/// <param name="Key">What it bears there; null: nothing is asked for.</param>
/// <param name="DataFile">JSON lines; made when it is not there.</param>
public sealed record SpeciesSettings(string Url, Uri Stream, string? Key, string DataFile)
{
    /// <summary>Before it connects again, unless the stream says otherwise; doubles up to <see cref="LongestWait"/>.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Between two tries at most.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A connection on which nothing comes for so long, not even a comment, is dead.</summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromSeconds(45);
}
