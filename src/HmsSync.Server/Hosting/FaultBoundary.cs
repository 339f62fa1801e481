using HmsSync.Feeds;
using HmsSync.Server.Answers;
using HmsSync.Stores.Sqlite;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HmsSync.Server.Hosting;

/// <summary>
/// Around every door: headers that each answer carries, and what a fault of ours looks like from outside, which is nothing
/// but a status and a code.
/// </summary>
internal sealed partial class FaultBoundary(RequestDelegate next, ILogger<FaultBoundary> logger)
{
    private static readonly TimeSpan StoreRetry = TimeSpan.FromSeconds(5);

    public async Task InvokeAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: 404 or 405, ContentType: null })
            {
                await Bare(context.Response.StatusCode).WriteAsync(context);
            }
        }
        catch (StoreUnavailableException fault)
        {
            LogStore(fault.Code, fault.Message);
            await new Problem(503, fault.Code, "Nothing was kept. Send it again later.").WriteAsync(context, StoreRetry);
        }
        catch (HubStoppedException stopped)
        {
            LogHub(stopped.Code, stopped.Message, stopped.Remedy);
            await new Problem(503, stopped.Code, "Nothing was kept. Send it again later.").WriteAsync(context, StoreRetry);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller hung up: nobody is left to be answered.
        }
        catch (BadHttpRequestException bad)
        {
            await new Problem(bad.StatusCode, "bad_request", "The request is not well-formed HTTP.").WriteAsync(context);
        }
#pragma warning disable CA1031 // the boundary: whatever it was, the caller gets a code and the log the fault's type and place
        catch (Exception fault)
#pragma warning restore CA1031
        {
            LogFault(fault.GetType().Name, fault.TargetSite?.Name ?? "?");
            if (context.Response.HasStarted)
            {
                context.Abort(); // what was begun must not look whole
            }
            else
            {
                await new Problem(500, "internal", "The engine could not answer; its log says more.").WriteAsync(context);
            }
        }
    }

    private static Problem Bare(int status) => status == 404
        ? new Problem(404, "not_found", "There is nothing here.")
        : new Problem(405, "method_refused", "Not by this method; the Allow header names those that are.");

    [LoggerMessage(4001, LogLevel.Error, "A request was turned away, the store cannot take it [{Code}]: {What}")]
    private partial void LogStore(string code, string what);

    [LoggerMessage(4002, LogLevel.Error, "A request was turned away, the hub cannot be asked [{Code}]: {What} To go on: {Remedy}")]
    private partial void LogHub(string code, string what, string remedy);

    // The message may hold a value that came with the request: only the type and the place are told (invariant 9).
    [LoggerMessage(4003, LogLevel.Error, "A request failed by a fault of ours: {Type} in {Place}")]
    private partial void LogFault(string type, string place);
}
