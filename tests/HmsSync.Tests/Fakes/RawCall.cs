using System.Net.Sockets;
using System.Text;

namespace HmsSync.Tests.Fakes;

/// <summary>One connection of a <see cref="RawPartner"/>.</summary>
internal sealed class RawCall(Socket socket, CancellationToken stop) : IDisposable
{
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Fires when the test is over.</summary>
    public CancellationToken Stop => stop;

    /// <summary>What has come so far: returns once the headers and the body behind them are there.</summary>
    public async Task<string> ReadRequestAsync()
    {
        var text = "";
        while (!text.Contains("\r\n\r\n", StringComparison.Ordinal) || !text.EndsWith('}'))
        {
            var n = await socket.ReceiveAsync(_buffer, stop);
            if (n == 0)
            {
                break;
            }

            text += Encoding.UTF8.GetString(_buffer, 0, n);
        }

        return text;
    }

    public async Task SendAsync(string text) => await socket.SendAsync(Encoding.UTF8.GetBytes(text), stop);

    /// <summary>Waits until the other side hangs up or the test is over.</summary>
    public async Task HangAsync()
    {
        while (await socket.ReceiveAsync(_buffer, stop) > 0)
        {
        }
    }

    /// <summary>RST instead of FIN.</summary>
    public void Reset() => socket.Close(0);

    public void Dispose() => socket.Dispose();
}
