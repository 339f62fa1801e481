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
        return new HttpAdapter(context, push, delete);
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
