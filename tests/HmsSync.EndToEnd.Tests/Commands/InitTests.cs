using System.Text.Json;
using HmsSync.EndToEnd.Tests.Processes;
using HmsSync.EndToEnd.Tests.Reference;

namespace HmsSync.EndToEnd.Tests.Commands;

public sealed class InitTests
{
    [Theory]
    [InlineData("wic")]
    [InlineData("wildfire")]
    public async Task What_it_writes_is_valid(string sample)
    {
        using var folder = new TempWorkspace();
        var init = await InProcess.RunAsync("init", folder["new/deep"], "--sample", sample, "--json");
        Assert.Equal(0, init.ExitCode);
        using var json = JsonDocument.Parse(init.Output);
        foreach (var file in json.RootElement.GetProperty("files").EnumerateArray())
        {
            Assert.True(File.Exists(Path.Combine(folder["new/deep"], file.GetString()!)), file.GetString());
        }

        var validate = await InProcess.RunAsync("validate", "--offline", "--json", "--config", folder["new/deep/hms-sync.yml"]);
        Assert.True(validate.ExitCode == 0, validate.Errors);
    }

    [Fact]
    public async Task A_sample_that_is_none_is_wrong_usage()
    {
        using var folder = new TempWorkspace();
        var init = await InProcess.RunAsync("init", folder["new"], "--sample", "flood");
        Assert.Equal(2, init.ExitCode);
        Assert.Contains("wildfire", init.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["new"]));
    }

    [Fact]
    public async Task It_overwrites_nothing()
    {
        using var folder = new TempWorkspace();
        folder.Write("hms.db", "mine");
        var init = await InProcess.RunAsync("init", folder.Folder);
        Assert.Equal(2, init.ExitCode);
        Assert.Contains("hms.db is there already", init.Errors, StringComparison.Ordinal);
        Assert.Equal([folder["hms.db"]], Directory.GetFileSystemEntries(folder.Folder));
        Assert.Equal("mine", await File.ReadAllTextAsync(folder["hms.db"], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_file_is_no_folder()
    {
        using var folder = new TempWorkspace();
        var file = folder.Write("file", "");
        Assert.Equal(2, (await InProcess.RunAsync("init", file)).ExitCode);
        Assert.Equal(2, (await InProcess.RunAsync("init", " ")).ExitCode);
    }

    [Fact]
    public async Task Its_secrets_are_drawn_anew_and_are_the_owners_alone()
    {
        using var folder = new TempWorkspace();
        foreach (var name in new[] { "a", "b" })
        {
            Assert.Equal(0, (await InProcess.RunAsync("init", folder[name])).ExitCode);
        }

        var stop = TestContext.Current.CancellationToken;
        var secrets = new HashSet<string>();
        foreach (var file in new[] { "a/secrets/lotus.token", "a/secrets/lotus.doorbell", "b/secrets/lotus.token" })
        {
            Assert.True(secrets.Add(await File.ReadAllTextAsync(folder[file], stop)));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder[file]));
        }
    }
}
