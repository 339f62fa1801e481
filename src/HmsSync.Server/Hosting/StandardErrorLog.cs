using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace HmsSync.Server.Hosting;

/// <summary>Logs as lines on standard error: standard output belongs to the command's result.</summary>
internal static class StandardErrorLog
{
    public static ILoggerFactory Open() => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(LogLevel.Information)
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)
        .AddSimpleConsole(line =>
        {
            line.SingleLine = true;
            line.UseUtcTimestamp = true;
            line.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
            line.ColorBehavior = LoggerColorBehavior.Disabled;
        }));
}
