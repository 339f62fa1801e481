using System.Globalization;
using System.Text;

namespace HmsSync.EndToEnd.Tests.Hostile;

/// <summary>One request that no well-mannered client makes, byte for byte.</summary>
/// <param name="What">What is wrong with it.</param>
/// <param name="Status">What it is answered; three digits.</param>
/// <param name="Text">As it goes over the wire, one byte a character; <c>{token}</c> stands for a good token.</param>
internal sealed record HostileRequest(string What, int Status, string Text)
{
    /// <summary>Well-formed HTTP, with a good token.</summary>
    /// <param name="what">What is wrong with it.</param>
    /// <param name="status">What it is answered.</param>
    /// <param name="line">Method and path.</param>
    /// <param name="headers">Further ones, each with its line's end.</param>
    /// <param name="body">In UTF-8; null: none.</param>
    public static HostileRequest Known(string what, int status, string line, string headers = "", string? body = null)
        => Stranger(what, status, line, "Authorization: Bearer {token}\r\n" + headers, body);

    /// <summary>The same without a token.</summary>
    public static HostileRequest Stranger(string what, int status, string line, string headers = "", string? body = null)
    {
        var bytes = body is null ? "" : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(body));
        var length = body is null ? "" : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {bytes.Length}\r\n");
        var type = body is null || headers.Contains("Content-Type", StringComparison.Ordinal) ? "" : "Content-Type: application/json\r\n";
        return new HostileRequest(what, status, $"{line} HTTP/1.1\r\nHost: 127.0.0.1\r\n{type}{length}{headers}\r\n{bytes}");
    }

    public byte[] Bytes(string token) => Encoding.Latin1.GetBytes(Text.Replace("{token}", token, StringComparison.Ordinal));

    public override string ToString() => What;
}
