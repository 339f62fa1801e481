using System.Diagnostics;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Terminals;

/// <summary>A program on a pseudo terminal, which <c>script</c> of util-linux makes: it sees a person, whose keys are the test's.</summary>
internal sealed class TerminalProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly Process _process;
    private readonly TerminalScreen _screen;
    private readonly Task _pumped;

    private TerminalProcess(Process process, TerminalScreen screen)
    {
        _process = process;
        _screen = screen;
        _pumped = PumpAsync();
    }

    /// <summary>Runs <c>hms-sync</c>, built with these tests, with the arguments, which have no blanks in them.</summary>
    public static TerminalProcess Start(string folder, int rows, int columns, params string[] arguments)
    {
        var command = $"stty rows {rows} cols {columns}; exec dotnet '{Checkout.Program}' {string.Join(' ', arguments)}";
        var start = new ProcessStartInfo("script", ["-qec", command, "/dev/null"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        start.Environment["SHELL"] = "/bin/sh";
        var process = Process.Start(start) ?? throw new InvalidOperationException("script did not start");
        return new TerminalProcess(process, new TerminalScreen(rows, columns));
    }

    public string Text
    {
        get
        {
            lock (_gate)
            {
                return _screen.Text;
            }
        }
    }

    public async Task PressAsync(char key)
    {
        await _process.StandardInput.WriteAsync(key);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Until the screen shows it.</summary>
    public async Task<string> SeeAsync(string what, Func<TerminalScreen, bool> isSo)
    {
        var clock = TimeProvider.System;
        var began = clock.GetTimestamp();
        while (true)
        {
            lock (_gate)
            {
                if (isSo(_screen))
                {
                    return _screen.Text;
                }
            }

            Assert.True(clock.GetElapsedTime(began) < Patience, $"not within {Patience}: {what}\n{Text}");
            Assert.False(_process.HasExited && _pumped.IsCompleted, $"it ended without {what}\n{Text}");
            await Task.Delay(LookEvery, clock, TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="SeeAsync(string, Func{TerminalScreen, bool})"/>
    public Task<string> SeeAsync(string text) => SeeAsync(text, screen => screen.Text.Contains(text, StringComparison.Ordinal));

    /// <summary>Its exit code, when it ends by itself.</summary>
    public async Task<int> ExitAsync()
    {
        await _pumped.WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task PumpAsync()
    {
        var buffer = new char[4_096];
        while (await _process.StandardOutput.ReadAsync(buffer) is var read and > 0)
        {
            lock (_gate)
            {
                _screen.Feed(buffer.AsSpan(0, read));
            }
        }
    }
}
