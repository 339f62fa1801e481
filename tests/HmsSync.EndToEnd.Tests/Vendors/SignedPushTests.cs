using HmsSync.EndToEnd.Tests.EventSource;
using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Vendors;

/// <summary>The packages <c>standardwebhooks</c> and <c>svix</c> of npm, which know nothing of us but the standard.</summary>
public sealed class SignedPushTests
{
    private const string Old = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string New = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    private const string Strange = "whsec_plJ3nmyCDGBKInavdOK15jsl";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task The_libraries_of_the_vendors_verify_our_pushes_with_each_of_our_live_secrets_and_with_no_other()
    {
        using var node = new TempWorkspace();
        await NodePackages.InstallAsync(node["node"], "Vendors", "verify.mjs");
        Assert.Equal("true true", await VerdictAsync(node["node"], Old));
        Assert.Equal("true true", await VerdictAsync(node["node"], New));
        Assert.Equal("No matching signature found No matching signature found", await VerdictAsync(node["node"], Strange));
    }

    /// <summary>What both libraries say of a push, when the partner knows this secret.</summary>
    private static async Task<string> VerdictAsync(string program, string secret)
    {
        await using var partner = ChildProcess.Start("node", ["verify.mjs", secret], program);
        var port = (await SaidAsync(partner, "listening ")).Split(' ')[1];
        using var clinic = await ClinicWorkspace.CreateAsync($"http://127.0.0.1:{port}");
        clinic.Edit("auth: { bearer: \"${file:secrets/lotus.token}\" }", $"auth: {{ standard-webhooks: [{New}, {Old}] }}");
        await using var engine = await clinic.RunAsync();
        await clinic.BookAsync(1, "Zoë, 10 °C");
        var said = await SaidAsync(partner, "verified ");
        Assert.Equal(0, await engine.StopAsync());
        return said[9..said.LastIndexOf(' ')];
    }

    private static Task<string> SaidAsync(ChildProcess partner, string start)
        => partner.Output.WaitAsync(line => line.StartsWith(start, StringComparison.Ordinal), Patience);
}
