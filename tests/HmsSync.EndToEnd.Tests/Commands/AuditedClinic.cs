using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Commands;

/// <summary>A workspace whose engine has delivered five appointments and has ended: five audit rows.</summary>
public sealed class AuditedClinic : IAsyncLifetime
{
    private ClinicWorkspace? _clinic;

    public async ValueTask InitializeAsync()
    {
        await using var partner = await CheckingPartner.StartAsync();
        _clinic = await ClinicWorkspace.CreateAsync(partner.Url);
        await using var engine = await _clinic.RunAsync();
        for (var id = 1; id <= 5; id++)
        {
            await _clinic.BookAsync(id);
        }

        await partner.Log.WaitAsync(5);
        Assert.Equal(0, await engine.StopAsync());
    }

    public ValueTask DisposeAsync()
    {
        _clinic?.Dispose();
        return default;
    }

    /// <summary>A copy that a test may do to what it likes.</summary>
    internal TempWorkspace Copy()
    {
        var copy = new TempWorkspace();
        foreach (var file in Directory.GetFiles(_clinic!.Folder, "*", SearchOption.AllDirectories))
        {
            var to = copy[Path.GetRelativePath(_clinic.Folder, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(file, to);
        }

        return copy;
    }
}
