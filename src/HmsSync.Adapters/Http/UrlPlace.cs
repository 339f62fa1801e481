namespace HmsSync.Adapters.Http;

/// <summary>A <c>{field}</c> in a url and the text that follows it.</summary>
/// <param name="Name">As written between the braces.</param>
/// <param name="Path">The field's name, or the names from the outside in where it lies in an object.</param>
/// <param name="InPath">Before the query: there, a value must not be empty nor walk to another folder.</param>
/// <param name="After">What stands between this place and the next, or the end.</param>
internal sealed record UrlPlace(string Name, IReadOnlyList<string> Path, bool InPath, string After);
