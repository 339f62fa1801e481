using System.Net.Sockets;
using System.Security.Authentication;
using HmsSync.Sdk;

namespace HmsSync.Adapters.Http;

/// <summary>
/// What an exception means for a push. The one question that matters: could the partner have seen the request? Only when
/// the body was never started is the answer no.
/// </summary>
internal static class HttpFault
{
    public static PushOutcome Refused(TargetRefusedException e)
        => PushOutcome.Failed(FailureKind.TargetRefused, "target_private", detail: e.Message);

    /// <summary>The deadline, or the shorter one of the connection, passed.</summary>
    public static PushOutcome OutOfTime(bool started)
        => started
            ? PushOutcome.Failed(FailureKind.Unknown, "timeout", detail: "no whole answer within the partner's timeout")
            : PushOutcome.Failed(FailureKind.Unreachable, "connect_timeout", detail: "no connection in time");

    /// <summary>The answer's body broke off after its status.</summary>
    public static PushOutcome BrokeOff()
        => PushOutcome.Failed(FailureKind.Unknown, "reset", detail: "the connection broke before the answer was whole");

    public static PushOutcome Of(HttpRequestException e, bool started)
    {
        if (e.InnerException is TargetRefusedException refused)
        {
            return Refused(refused);
        }

        return started ? AfterSending(e) : BeforeSending(e);
    }

    private static PushOutcome AfterSending(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.InvalidResponse => PushOutcome.Failed(
            FailureKind.BadAnswer, "bad_answer", detail: "what came back is not HTTP"),
        HttpRequestError.ConfigurationLimitExceeded => PushOutcome.Failed(
            FailureKind.BadAnswer, "answer_too_long", detail: "the headers of the answer do not end"),
        _ => BrokeOff(),
    };

    private static PushOutcome BeforeSending(HttpRequestException e)
    {
        var socket = (e.InnerException as SocketException)?.SocketErrorCode;
        var (code, detail) = (e.HttpRequestError, socket) switch
        {
            (HttpRequestError.SecureConnectionError, _) => ("tls", Tls(e)),
            (_, SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData or SocketError.NoRecovery)
                or (HttpRequestError.NameResolutionError, _) => ("dns", "the host name has no address"),
            (_, SocketError.ConnectionRefused) => ("refused", "nothing listens at the partner's address"),
            (_, SocketError.TimedOut) => ("connect_timeout", "no connection in time"),
            _ => ("unreachable", $"no connection ({socket?.ToString() ?? e.HttpRequestError.ToString()})"),
        };
        return PushOutcome.Failed(FailureKind.Unreachable, code, detail: detail);
    }

    /// <summary>The framework's own words about the certificate; nothing the partner wrote.</summary>
    private static string Tls(HttpRequestException e)
        => e.InnerException is AuthenticationException reason ? reason.Message : "the TLS handshake broke off";
}
