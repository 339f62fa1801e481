using HmsSync.Server.Access;

namespace HmsSync.Server.OpenApi;

/// <summary>One route as the OpenAPI document tells it.</summary>
/// <param name="Method">In capitals.</param>
/// <param name="Path">With its parts in braces.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Scope">What a key needs; null: nothing is asked for; <see cref="Scopes.None"/>: a key, whatever it may.</param>
internal sealed record Operation(string Method, string Path, string Summary, Scopes? Scope)
{
    /// <summary>Names in the query, all of them optional.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>The schema of the body; null: it takes none.</summary>
    public string? Body { get; init; }

    public int Success { get; init; } = 200;

    /// <summary>Media types of a good answer; none: it has no body.</summary>
    public IReadOnlyList<string> Answers { get; init; } = ["application/json"];

    /// <summary>What it may be refused with, beside what every door may say.</summary>
    public IReadOnlyList<int> Refusals { get; init; } = [];
}
