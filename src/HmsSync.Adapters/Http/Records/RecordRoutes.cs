using HmsSync.Sdk;

namespace HmsSync.Adapters.Http.Records;

/// <summary>The calls for one table's records, compiled; what is null, the partner cannot do.</summary>
internal sealed record RecordRoutes(RecordsSettings Settings)
{
    public HttpRoute? Insert { get; private init; }

    public HttpRoute? Update { get; private init; }

    public HttpRoute? Delete { get; private init; }

    public HttpRoute? Read { get; private init; }

    public HttpRoute? Find { get; private init; }

    public HttpRoute? List { get; private init; }

    public HttpRoute? Changes { get; private init; }

    public RecordCapabilities Capabilities
        => Can(Insert, RecordCapabilities.Insert) | Can(Update, RecordCapabilities.Update)
            | Can(Delete, RecordCapabilities.Delete) | Can(Read, RecordCapabilities.Read)
            | Can(Find, RecordCapabilities.Find) | Can(List, RecordCapabilities.List)
            | Can(Changes, RecordCapabilities.Changes)
            | (Settings.Version is null ? RecordCapabilities.None : RecordCapabilities.ConditionalWrites)
            | (Settings.PartnerMakesKeys ? RecordCapabilities.OwnKeys : RecordCapabilities.None);

    /// <param name="url">What the paths are joined to.</param>
    /// <param name="settings">With paths that begin with a slash.</param>
    /// <exception cref="FormatException">A url cannot be used; the text does not repeat it.</exception>
    public static RecordRoutes Compile(string url, RecordsSettings settings)
    {
        var calls = settings.Calls;
        HttpRoute? Route(RecordCall? call)
            => call is null ? null : new HttpRoute(new HttpMethod(call.Method), UrlTemplate.Compile(url.TrimEnd('/') + call.Path));
        return new RecordRoutes(settings)
        {
            Insert = Route(calls.Insert),
            Update = Route(calls.Update),
            Delete = Route(calls.Delete),
            Read = Route(calls.Read),
            Find = Route(calls.Find),
            List = Route(calls.List),
            Changes = Route(calls.Changes),
        };
    }

    private static RecordCapabilities Can(HttpRoute? route, RecordCapabilities what)
        => route is null ? RecordCapabilities.None : what;
}
