using HmsSync.Adapters.Http.Records;
using HmsSync.Sdk;

namespace HmsSync.Adapters.Http;

/// <summary>
/// <c>adapter: http</c>: each delivery is one HTTP call with a flat JSON object. See <c>docs/adapters/http.md</c>.
/// </summary>
public sealed class HttpAdapterFactory : AdapterFactory
{
    /// <inheritdoc />
    public override string Name => "http";

    /// <summary>Compiles the partner's urls and methods.</summary>
    /// <exception cref="ArgumentException">A url or method cannot be used; names the partner and the fault.</exception>
    public override PartnerAdapter Create(AdapterContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var push = Compile(context.Partner, "url", context.Method, context.Url);
        var delete = context.Deletes is { } call ? Compile(context.Partner, "deletes", call.Method, call.Url) : push;
        var caller = new RecordCaller(context.Http, context.Clock);
        var records = context.Records.ToDictionary(
            entry => entry.Key, entry => new HttpRecords(Compile(context, entry.Value), caller), StringComparer.Ordinal);
        return new HttpAdapter(context, push, delete, records);
    }

    private static RecordRoutes Compile(AdapterContext context, RecordsSettings settings)
    {
        try
        {
            return RecordRoutes.Compile(context.Url, settings);
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"partners.{context.Partner}.records.{settings.Table}: {e.Message}", nameof(settings), e);
        }
    }

    private static HttpRoute Compile(string partner, string key, string method, string url)
    {
        try
        {
            return new HttpRoute(new HttpMethod(method), UrlTemplate.Compile(url));
        }
        catch (FormatException e)
        {
            throw new ArgumentException($"partners.{partner}.{key}: {e.Message}", nameof(partner), e);
        }
    }
}
