using System.Globalization;
using Xunit;
using System.Text;
using HmsSync.Configuration;

namespace HmsSync.Tests.Configuration;

public sealed class YamlReaderTests
{
    private readonly Workspace _workspace = new();

    [Theory]
    [InlineData("config.empty", "§")]
    [InlineData("config.empty", "§# only a comment\n")]
    [InlineData("config.empty", "§---\n")]
    [InlineData("config.several_documents", "zone: UTC\n§---\nzone: UTC\n")]
    [InlineData("config.yaml", "zone: §'unclosed\n")]
    [InlineData("config.yaml", "zone: UTC\n§]: x\n")]
    [InlineData("config.tab", "hub:\n§\tconnection: hms.db\n")]
    [InlineData("config.tab", "hub:\n  §\tconnection: hms.db\n")]
    [InlineData("config.wrong_type", "§- a\n- b\n")]
    public void A_file_that_is_no_single_map_is_a_named_fault(string code, string marked)
        => _workspace.Fault(code, marked);

    [Theory]
    [InlineData("config.anchor", "zone: §&z UTC\n")]
    [InlineData("config.alias", "zone: UTC\nstore: §*z\n")]
    [InlineData("config.tag", "zone: §!<System.IO.FileInfo> UTC\n")]
    [InlineData("config.tag", "zone: §!!str UTC\n")]
    [InlineData("config.duplicate_key", "zone: UTC\n§zone: UTC\n")]
    [InlineData("config.character", "zone: UTC§\0\n")]
    [InlineData("config.character", "zone: UTC\nstore: a§\fb\n")]
    [InlineData("config.key", "§[a]: b\n")]
    [InlineData("config.key", "§'': b\n")]
    public void Yaml_that_makes_a_file_other_than_it_looks_is_a_fault(string code, string marked)
        => _workspace.Fault(code, Workspace.Hub + marked);

    [Fact]
    public void Ten_levels_of_aliases_are_refused_before_anything_grows()
    {
        // Invariant 11
        var laughs = new StringBuilder("a0: &a0 [x, x]\n");
        for (var i = 1; i < 10; i++)
        {
            laughs.Append(CultureInfo.InvariantCulture, $"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n");
        }

        var result = _workspace.Load(laughs.ToString());
        Assert.Equal(10, result.Faults.Count(f => f.Code == "config.anchor"));
        Assert.Equal(18, result.Faults.Count(f => f.Code == "config.alias"));
    }

    [Theory]
    [InlineData(63, null)]
    [InlineData(64, "config.too_deep")]
    [InlineData(100_000, "config.too_deep")]
    public void Depth_is_bounded_at_64(int lists, string? code)
    {
        // Invariant 11
        var result = _workspace.Load($"zone: {new string('[', lists)}{new string(']', lists)}\n");
        Assert.Equal(code is not null, result.Faults.Any(f => f.Code == "config.too_deep"));
    }

    [Fact]
    public void A_file_over_one_mebibyte_is_refused()
    {
        // Invariant 11
        var fault = Assert.Single(_workspace.Load(new string('#', (1 << 20) + 1)).Faults);
        Assert.Equal("config.too_big", fault.Code);
        Assert.Empty(_workspace.Load(Workspace.Hub + new string('#', (1 << 20) - Workspace.Hub.Length)).Faults);
    }

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_are_taken_and_places_stay_right()
    {
        var yaml = "\uFEFF" + Workspace.Hub.ReplaceLineEndings("\r\n");
        Assert.NotNull(_workspace.Load(yaml).Plan);
        var fault = Assert.Single(_workspace.Load(yaml + "zon: UTC\r\n").Faults);
        Assert.Equal(6, fault.Place!.Line);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE, (byte)'a', 0 }, 1)]
    [InlineData(new byte[] { (byte)'a', (byte)':', (byte)'\n', 0xC3, 0x28 }, 2)]
    public void A_file_that_is_not_utf8_is_named_with_its_line(byte[] bytes, int line)
    {
        _workspace.Files.With(Workspace.File, bytes);
        var result = ConfigLoader.Load(Workspace.File, _ => null, _workspace.Files);
        var fault = Assert.Single(result.Faults);
        Assert.Equal("config.not_utf8", fault.Code);
        Assert.Equal(line, fault.Place!.Line);
    }

    [Fact]
    public void A_missing_file_a_folder_and_an_unreadable_file_are_told_apart()
    {
        Assert.Equal("config.file_missing", CodeOf("ws/none.yml"));
        _workspace.Files.WithFolder("ws/folder").With("ws/secret.yml", (byte[]?)null);
        Assert.Equal("config.is_folder", CodeOf("ws/folder"));
        Assert.Equal("config.unreadable", CodeOf("ws/secret.yml"));
    }

    private string CodeOf(string path)
    {
        var fault = Assert.Single(ConfigLoader.Load(path, _ => null, _workspace.Files).Faults);
        Assert.Equal(path, fault.Place!.File);
        return fault.Code;
    }
}
