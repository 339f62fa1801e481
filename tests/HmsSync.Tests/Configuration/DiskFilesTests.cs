using HmsSync.Configuration;
using HmsSync.Configuration.Reading;
using Xunit;

namespace HmsSync.Tests.Configuration;

public sealed class DiskFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hms-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_workspace_is_read_from_the_disk()
    {
        var more = "    auth: { bearer: \"${file:key}\" }\n    mapping: m.json\n";
        var path = Write("hms-sync.yml", Workspace.Hub + Workspace.Partner + more);
        Write("m.json", "{}");
        var key = Write("key", "s3cret\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        }

        var plan = ConfigLoader.Load(path, _ => null).Plan!;
        Assert.Equal("s3cret", plan.Partners[0].Auth.Secrets[0].Reveal());
        Assert.Equal(Path.Combine(_folder, "hms.db"), plan.Hub.Connection);
        Assert.Equal(!OperatingSystem.IsWindows(), plan.Warnings.Any(w => w.Code == "config.open_file"));
    }

    [Fact]
    public void A_folder_a_missing_file_and_a_dangling_link_are_faults()
    {
        File.CreateSymbolicLink(Path.Combine(_folder, "link.yml"), Path.Combine(_folder, "gone.yml"));
        Assert.Equal("config.is_folder", CodeOf(""));
        Assert.Equal("config.file_missing", CodeOf("none.yml"));
        Assert.Equal("config.file_missing", CodeOf("none/none.yml"));
        Assert.Equal("config.file_missing", CodeOf("link.yml"));
    }

    [Fact]
    public void Names_of_a_folder_that_is_not_there_are_none()
    {
        Write("b.yml", "");
        Write("a.yml", "");
        Write(".keep", "");
        Directory.CreateDirectory(Path.Combine(_folder, "package"));
        Assert.Equal(["a.yml", "b.yml", "package"], DiskFiles.Instance.Names(_folder));
        Assert.Empty(DiskFiles.Instance.Names(Path.Combine(_folder, "none")));
    }

    private string CodeOf(string name)
        => Assert.Single(ConfigLoader.Load(Path.Combine(_folder, name), _ => null).Faults).Code;

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
