using System.Diagnostics;
using System.Globalization;
using HmsSync.EndToEnd.Tests.Fakes;

namespace HmsSync.EndToEnd.Tests.Promises;

/// <summary>How long a change that was committed by the <c>sqlite3</c> shell takes to reach the partner, at 50 changes a second.</summary>
[Collection(MeasuredTests.Name)]
public sealed class ShellLatencyTests(ITestOutputHelper output)
{
    private const int WarmUp = 50;

    private static readonly bool Slow = Environment.GetEnvironmentVariable("HMS_SYNC_SLOW") == "1";
    private static readonly int Changes = Slow ? 1_500 : 150;

    // What the issue of this promise wants on a quiet machine; a machine that builds beside it is given more.
    private static readonly TimeSpan MedianBound = TimeSpan.FromMilliseconds(Slow ? 5 : 50);
    private static readonly TimeSpan P99Bound = TimeSpan.FromMilliseconds(Slow ? 25 : 500);

    [Fact]
    public async Task A_commit_of_the_shell_is_at_the_partner_within_milliseconds()
    {
        await using var partner = await CheckingPartner.StartAsync();
        var arrived = new long[WarmUp + Changes];
        partner.Answer = push =>
        {
            arrived[push.PartnerSeq - 1] = Stopwatch.GetTimestamp();
            return 201;
        };
        using var clinic = await ClinicWorkspace.CreateAsync(partner.Url);
        await using var engine = await clinic.RunAsync();

        var typed = await TypeAsync(clinic.Hub, arrived.Length);
        await partner.Log.WaitAsync(arrived.Length);
        Assert.Equal(0, await engine.StopAsync());

        var took = typed.Zip(arrived, Stopwatch.GetElapsedTime).Skip(WarmUp).Order().ToList();
        var (median, p99) = (took[Changes / 2], took[Changes * 99 / 100]);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"typed into the shell → at the partner: p50 {median.TotalMilliseconds:0.0} ms, p99 {p99.TotalMilliseconds:0.0} ms"));
        Assert.True(median <= MedianBound && p99 <= P99Bound, $"p50 {median}, p99 {p99}");
    }

    /// <summary>One statement every 20 ms, each a transaction; when each was typed.</summary>
    private static async Task<List<long>> TypeAsync(string hub, int count)
    {
        using var shell = Process.Start(new ProcessStartInfo("sqlite3", ["-bail", "-cmd", ".timeout 5000", hub])
        {
            RedirectStandardInput = true,
        })!;
        using var beat = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        var typed = new List<long>(count);
        for (var id = 1; id <= count; id++)
        {
            await beat.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            var statement = string.Create(
                CultureInfo.InvariantCulture,
                $"INSERT INTO appointments VALUES({id}, 'CID-{id}', '2026-12-01T10:00', '2026-12-01T10:30', 'WIC', 'booked');\n");
            typed.Add(Stopwatch.GetTimestamp());
            await shell.StandardInput.WriteAsync(statement);
            await shell.StandardInput.FlushAsync();
        }

        shell.StandardInput.Close();
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
        return typed;
    }
}
