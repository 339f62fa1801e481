using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using HmsSync.Cli.Output;
using HmsSync.Cli.Shell;

namespace HmsSync.Cli;

/// <summary>Speaks to an engine, or to a partner of the demo, on this machine. The one place of the command line that dials.</summary>
internal sealed class EngineClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http;

    private EngineClient(Uri url, string? token)
    {
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = url,
            Timeout = Patience,
        };
        if (token is not null)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>The engine that has the store open; null: none has left its file there.</summary>
    public static EngineClient? Find(string storePath)
        => EngineFile.Find(storePath) is { } file ? new EngineClient(file.Url, file.Token) : null;

    /// <summary>Any server on this machine that takes a bearer token, or none.</summary>
    public static EngineClient Of(Uri url, string? token)
        => url.IsLoopback ? new EngineClient(url, token) : throw new ArgumentException($"{url.Host} is not this machine.");

    /// <returns>The answer; <c>Undefined</c> when it has no body.</returns>
    /// <exception cref="EngineAwayException">Nobody answers.</exception>
    /// <exception cref="CommandFailedException">It refused, and says why.</exception>
    public Task<JsonElement> GetAsync(string path, CancellationToken stop) => SendAsync(HttpMethod.Get, path, null, stop);

    /// <inheritdoc cref="GetAsync"/>
    public Task<JsonElement> PostAsync(string path, object? body, CancellationToken stop)
        => SendAsync(HttpMethod.Post, path, body is null ? null : JsonContent.Create(body, options: JsonOut.Options), stop);

    /// <summary>Opens a stream that goes on until one of both ends it. The caller disposes it.</summary>
    /// <param name="path">The stream's path and query.</param>
    /// <param name="lastId">Behind which event it goes on; null: as the query says.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="EngineAwayException">Nobody answers.</exception>
    /// <exception cref="CommandFailedException">It refused, and says why.</exception>
    public async Task<StreamReader> StreamAsync(string path, string? lastId, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        try
        {
            var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
            return answer.IsSuccessStatusCode
                ? new StreamReader(await answer.Content.ReadAsStreamAsync(stop))
                : throw Refused(answer.StatusCode, await answer.Content.ReadAsByteArrayAsync(stop));
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException)
        {
            throw new EngineAwayException(_http.BaseAddress!, fault);
        }
        catch (OperationCanceledException fault) when (!stop.IsCancellationRequested)
        {
            throw new EngineAwayException(_http.BaseAddress!, fault);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            using var answer = await _http.SendAsync(request, stop);
            var body = await answer.Content.ReadAsByteArrayAsync(stop);
            return answer.IsSuccessStatusCode ? Parse(body) : throw Refused(answer.StatusCode, body);
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException)
        {
            throw new EngineAwayException(_http.BaseAddress!, fault);
        }
        catch (OperationCanceledException fault) when (!stop.IsCancellationRequested)
        {
            throw new EngineAwayException(_http.BaseAddress!, fault);
        }
    }

    private JsonElement Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body);
        }
        catch (JsonException fault)
        {
            throw new EngineAwayException(_http.BaseAddress!, fault); // whatever listens there is no engine
        }
    }

    private CommandFailedException Refused(HttpStatusCode status, byte[] body)
    {
        var (title, code, detail) = Problem.Read(body);
        var words = string.Join(' ', new[] { title, detail, code is null ? null : $"[{code}]" }.Where(w => w is { Length: > 0 }));
        var exit = status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ServiceUnavailable => ExitCode.Unreachable,
            >= HttpStatusCode.InternalServerError => ExitCode.Fault,
            HttpStatusCode.NotFound or HttpStatusCode.Conflict => ExitCode.Fault,
            _ => ExitCode.Usage,
        };
        return new CommandFailedException(
            exit, string.Create(CultureInfo.InvariantCulture, $"{_http.BaseAddress} answered {(int)status}: {words}"));
    }
}
