using HmsSync.Sdk;

namespace HmsSync.Adapters.Http.Records;

/// <summary>The records of one table at a REST partner.</summary>
internal sealed class HttpRecords
{
    public HttpRecords(RecordRoutes routes, RecordCaller caller)
    {
        Capabilities = routes.Capabilities;
        Questions = new RecordQuestions(routes, caller);
        Pages = new RecordPages(routes, caller);
        Writes = new RecordWrites(routes, caller, Questions);
    }

    public RecordCapabilities Capabilities { get; }

    public RecordQuestions Questions { get; }

    public RecordPages Pages { get; }

    public RecordWrites Writes { get; }
}
