using HmsSync.Sdk;

namespace HmsSync.Deliver.Auth.Tokens;

/// <summary>
/// The token of one partner: kept until shortly before it runs out, and asked for once however many calls want it. Without a
/// token nothing goes out.
/// </summary>
internal sealed class TokenSource(TokenRequest request, HttpMessageHandler guarded, TimeSpan timeout, TimeProvider clock) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(guarded, disposeHandler: true);
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private AccessToken? _current;
    private Task<AccessToken>? _asking;

    /// <exception cref="AuthFailedException">There is none.</exception>
    /// <exception cref="OperationCanceledException">The call's own deadline passed; the question goes on for others.</exception>
    public Task<AccessToken> CurrentAsync(CancellationToken stop)
    {
        lock (_gate)
        {
            if (_current is { } token && clock.GetUtcNow() < token.Until)
            {
                return Task.FromResult(token);
            }

            return (_asking ??= AskOnceAsync()).WaitAsync(stop);
        }
    }

    /// <summary>The partner did not take the token: the next call asks for another, unless that was done meanwhile.</summary>
    public void Refused(AccessToken token)
    {
        lock (_gate)
        {
            if (ReferenceEquals(_current, token))
            {
                _current = null;
            }
        }
    }

    public void Dispose()
    {
        _ending.Cancel();
        _http.Dispose();
        _ending.Dispose();
    }

    private async Task<AccessToken> AskOnceAsync()
    {
        await Task.Yield(); // not under the lock of whoever asked first
        AccessToken? token = null;
        try
        {
            return token = await AskAsync();
        }
        finally
        {
            lock (_gate)
            {
                (_current, _asking) = (token, null);
            }
        }
    }

    private async Task<AccessToken> AskAsync()
    {
        using var timer = new CancellationTokenSource(timeout, clock);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, _ending.Token);
        try
        {
            using var message = request.Make();
            using var answer = await _http.SendAsync(message, deadline.Token);
            var body = await BodyAsync(answer.Content, deadline.Token);
            return TokenAnswer.Read(answer.StatusCode, body, answer.Headers.RetryAfter?.Delta, clock.GetUtcNow());
        }
        catch (TargetRefusedException refused)
        {
            throw TokenAnswer.Failed(FailureKind.TargetRefused, "target_private", refused.Message);
        }
        catch (HttpRequestException fault) when (fault.InnerException is TargetRefusedException refused)
        {
            throw TokenAnswer.Failed(FailureKind.TargetRefused, "target_private", refused.Message);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            var what = (fault as HttpRequestException)?.HttpRequestError.ToString() ?? "the answer broke off";
            throw TokenAnswer.Failed(FailureKind.Unreachable, "token_unreachable", $"it is not reached ({what})");
        }
        catch (OperationCanceledException)
        {
            throw TokenAnswer.Failed(FailureKind.Unreachable, "token_timeout", "no whole answer within the partner's timeout");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> BodyAsync(HttpContent content, CancellationToken deadline)
    {
        var stream = await content.ReadAsStreamAsync(deadline);
        var body = new byte[TokenAnswer.MostBytes];
        var read = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, deadline);
        return body.AsMemory(0, read);
    }
}
