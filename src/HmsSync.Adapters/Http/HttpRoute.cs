namespace HmsSync.Adapters.Http;

/// <summary>Where one kind of delivery goes.</summary>
internal sealed record HttpRoute(HttpMethod Method, UrlTemplate Url);
