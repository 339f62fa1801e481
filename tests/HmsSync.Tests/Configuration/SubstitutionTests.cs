using Xunit;
namespace HmsSync.Tests.Configuration;

public sealed class SubstitutionTests
{
    private readonly Workspace _workspace = new();

    private static string Bearer(string secret)
        => $"{Workspace.Hub}{Workspace.Partner}    auth: {{ bearer: {secret} }}\n";

    [Theory]
    [InlineData("config.env_missing", "§\"${NOT_SET}\"")]
    [InlineData("config.env_missing", "§'a ${NOT_SET} b'")]
    [InlineData("config.substitution", "§\"${NOT SET}\"")]
    [InlineData("config.substitution", "§\"${}\"")]
    [InlineData("config.substitution", "§\"${1A}\"")]
    [InlineData("config.substitution", "§\"${OPEN\"")]
    [InlineData("config.file_missing", "§\"${file:none.txt}\"")]
    [InlineData("config.is_folder", "§\"${file:folder}\"")]
    [InlineData("config.unreadable", "§\"${file:locked}\"")]
    [InlineData("config.substitution", "§\"${file:}\"")]
    public void A_missing_secret_is_named_with_its_place(string code, string secret)
    {
        _workspace.Files.WithFolder("ws/folder").With("ws/locked", (byte[]?)null);
        _workspace.Fault(code, Bearer(secret));
    }

    [Theory]
    [InlineData("\"${A}\"", "one")]
    [InlineData("'x${A}${B}y'", "xone${A}y")]
    [InlineData("\"$${A}\"", "${A}")]
    [InlineData("\"a$b\"", "a$b")]
    [InlineData("\"${file:secret.txt}\"", "from file\n")]
    [InlineData("\"${file:secret.txt}${A}\"", "from file\none")]
    public void Substitution_is_a_single_pass(string secret, string expected)
    {
        _workspace.Environment["A"] = "one";
        _workspace.Environment["B"] = "${A}";
        _workspace.Files.With("ws/secret.txt", "from file\n\n");
        var yaml = $"{Workspace.Hub}{Workspace.Partner}    auth: {{ body_field: token, secret: {secret} }}\n";
        var plan = _workspace.Plan(yaml);
        Assert.Equal(expected, Assert.Single(plan.Partners[0].Auth.Secrets).Reveal());
    }

    [Fact]
    public void A_value_that_stands_without_quotes_is_typed_by_what_comes_in()
    {
        _workspace.Environment["PLACES"] = "12";
        var plan = _workspace.Plan($"{Workspace.Hub}{Workspace.Partner}    concurrency: ${{PLACES}}\n");
        Assert.Equal(12, plan.Partners[0].Concurrency);
    }

    [Fact]
    public void A_secret_file_that_everyone_can_read_is_a_warning()
    {
        _workspace.Files.With("ws/secret.txt", "s").OpenToAll("ws/secret.txt");
        _workspace.Warning("config.open_file", Bearer("§\"${file:secret.txt}\""));
    }

    [Fact]
    public void A_secret_in_the_file_itself_is_a_warning_that_does_not_say_it()
    {
        var warning = _workspace.Warning("config.secret_in_file", Bearer("§hunter2"));
        Assert.DoesNotContain("hunter2", warning.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.empty_secret", "§\"${EMPTY}\"")]
    [InlineData("config.empty_secret", "§''")]
    [InlineData("config.empty_secret", "§[]")]
    [InlineData("config.bad_secret", "§\"${BROKEN}\"")]
    [InlineData("config.bad_secret", "[ok, §\"${BROKEN}\"]")]
    [InlineData("config.wrong_type", "§{ a: b }")]
    public void A_secret_that_cannot_be_sent_is_a_fault(string code, string secret)
    {
        _workspace.Environment["EMPTY"] = "";
        _workspace.Environment["BROKEN"] = "sek\nret";
        var fault = _workspace.Fault(code, Bearer(secret));
        Assert.DoesNotContain("sek", fault.ToString(), StringComparison.Ordinal);
    }
}
