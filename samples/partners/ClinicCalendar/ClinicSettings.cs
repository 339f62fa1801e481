namespace HmsSync.Partners;

/// <summary>What one clinic calendar runs with; see the README of this project.</summary>
/// <param name="Url">Where to listen; port 0 takes a free one.</param>
/// <param name="Token">What callers of <c>/api</c> must bear.</param>
/// <param name="DataFile">JSON lines; made when it is not there.</param>
public sealed record ClinicSettings(string Url, string Token, string DataFile)
{
    /// <summary>The calendar makes the ids of its appointments; otherwise callers do.</summary>
    public bool OwnIds { get; init; }

    /// <summary>Newest changes that a cursor can go back to; an older one is gone.</summary>
    public int KeepChanges { get; init; } = 10_000;

    /// <summary>Where to ring, whole; null: it does not ring.</summary>
    public Uri? DoorbellUrl { get; init; }

    /// <summary>Goes into the field <c>auth</c> of every ring.</summary>
    public string DoorbellSecret { get; init; } = "";

    /// <summary>Before the second ring; doubles up to <see cref="LongestWait"/>.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Between two rings.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(5);
}
