using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using HmsSync.Seams;

namespace HmsSync.Tests.Simulation;

/// <summary>
/// The network between one engine and one partner, with its faults: refused, lost before or after the partner acted, slow,
/// answered badly. What is on its way arrives even if the engine dies meanwhile.
/// </summary>
internal sealed class SimNetwork(SimPartner partner, VirtualTime time, RandomSource random, SimFaults faults)
    : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        faults.Calls++;
        var push = await SimRequest.ReadAsync(request) with { SentAs = faults.Calls };
        partner.Sent(push);
        faults.Log($"{time.GetUtcNow():HH:mm:ss.fff} {partner.Name} <- {push.PartnerSeq} {push.Op} {push.Key} {push.Body}");
        if (faults.Down.Contains(partner.Name))
        {
            throw new HttpRequestException(
                HttpRequestError.ConnectionError, "refused", new SocketException((int)SocketError.ConnectionRefused));
        }

        var answer = new TaskCompletionSource<HttpResponseMessage>();
        cancellationToken.Register(() => answer.TrySetCanceled(cancellationToken));
        Deliver(push, answer);
        return await answer.Task;
    }

    private void Deliver(SimRequest push, TaskCompletionSource<HttpResponseMessage> answer)
    {
        var there = Latency();
        var fate = faults.On ? random.Next(100) : 99;
        if (fate < 4)
        {
            return; // lost on the way there: the deadline ends it
        }

        if (fate < 10)
        {
            var status = (HttpStatusCode)(fate < 7 ? 503 : fate == 7 ? 429 : 500);
            time.After(there, () => Answer(answer, status, fate == 7 || fate == 6));
            return;
        }

        var lostOnTheWayBack = fate < 16;
        time.After(there, () =>
        {
            var status = (HttpStatusCode)partner.Take(push);
            if (!lostOnTheWayBack)
            {
                time.After(Latency(), () => Answer(answer, status, false));
            }
        });
    }

    private TimeSpan Latency()
        => TimeSpan.FromMilliseconds(faults.On && random.OneIn(20) ? random.Next(4_000) : 1 + random.Next(20));

    private static void Answer(TaskCompletionSource<HttpResponseMessage> answer, HttpStatusCode status, bool retryAfter)
    {
        var response = new HttpResponseMessage(status) { Content = new ByteArrayContent([]) };
        if (retryAfter)
        {
            response.Headers.Add("Retry-After", "2");
        }

        answer.TrySetResult(response);
    }
}

/// <summary>What goes wrong at the moment; shared by all lives of the engine.</summary>
internal sealed class SimFaults
{
    public bool On { get; set; } = true;

    /// <summary>Partners that cannot be reached.</summary>
    public HashSet<string> Down { get; } = new(StringComparer.Ordinal);

    /// <summary>Nothing goes wrong any more, but what was paused is paused still.</summary>
    public bool Healed { get; set; }

    public int Calls { get; set; }

    /// <summary>Calls that came to nothing, or whose answer was never heard.</summary>
    public int Failed { get; set; }

    /// <summary>What happened, in order; kept only when somebody wants to read it.</summary>
    public List<string>? Timeline { get; init; }

    public void Log(string line) => Timeline?.Add(line);

    /// <summary>Nothing is formatted that nobody wants to read.</summary>
    public void Log([InterpolatedStringHandlerArgument("")] ref SimLine line) => Timeline?.Add(line.ToStringAndClear());
}
