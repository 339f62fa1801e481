using System.Security.Authentication;
using HmsSync.Sdk;

namespace HmsSync.Deliver.Auth;

/// <summary>
/// Sees to it that no call goes out without our certificate, and says so when the partner does not take it. With TLS 1.3 that
/// shows only after the handshake, as an alert (RFC 8446, 6.2).
/// </summary>
internal sealed class CertificateHandler(HttpMessageHandler inner, OwnCertificate certificate, TimeProvider clock)
    : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (certificate.Untimely(clock.GetUtcNow()) is { } untimely)
        {
            throw Failed("certificate_expired", $"{untimely}; put a new one in place and restart");
        }

        if (request.RequestUri?.Scheme != Uri.UriSchemeHttps)
        {
            throw Failed("certificate_needs_https", "a certificate is shown over https:// alone");
        }

        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (HttpRequestException fault) when (fault.InnerException is AuthFailedException failed)
        {
            throw new AuthFailedException(failed.Outcome);
        }
        catch (HttpRequestException fault) when (IsRefusal(fault))
        {
            throw Failed("certificate_rejected", "the partner's server does not take our certificate");
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ResponseEnded || IsBroken(fault))
        {
            // Servers on .NET and some others give no reason; what was sent may have been read all the same.
            throw new AuthFailedException(PushOutcome.Failed(
                FailureKind.Unknown,
                "reset",
                detail: "the connection broke before an answer; a server that does not take our certificate may do that"));
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            certificate.Dispose();
        }
    }

    private static AuthFailedException Failed(string code, string detail)
        => new(PushOutcome.Failed(FailureKind.Unauthorized, code, detail: detail));

    private static bool IsBroken(HttpRequestException fault)
        => fault is { HttpRequestError: HttpRequestError.Unknown, InnerException: IOException };

    /// <summary>A TLS alert that speaks of our certificate.</summary>
    private static bool IsRefusal(Exception fault)
    {
        for (var inner = fault.InnerException; inner is not null; inner = inner.InnerException)
        {
            if (inner is not AuthenticationException
                && Alerts.Any(alert => inner.Message.Contains(alert, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>As OpenSSL calls the alerts 41 to 46, 48, 49 and 116.</summary>
    private static readonly string[] Alerts =
    [
        "alert no certificate", "alert bad certificate", "alert unsupported certificate", "alert certificate revoked",
        "alert certificate expired", "alert certificate unknown", "alert unknown ca", "alert access denied",
        "alert certificate required",
    ];
}
