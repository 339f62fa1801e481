using Xunit;

namespace HmsSync.Tests.Tidy;

/// <summary>The rules of the house, held against the whole repository. Each rule's own tests show that it can fail.</summary>
public sealed class RepositoryTests
{
    private static readonly IReadOnlyList<SourceFile> CSharp = Repository.CSharp();
    private static readonly IReadOnlyList<SourceFile> Source = Repository.CSharp("src");
    private static readonly IReadOnlyList<SourceFile> Pages = [.. Named(".md")];
    private static readonly IReadOnlyList<SourceFile> Projects = [.. Named(".csproj")];

    private static readonly IReadOnlyList<SourceFile> StageReadmes =
        [.. Pages.Where(p => p.IsBelow("src/HmsSync") && p.Folder != "src/HmsSync")];

    [Fact]
    public void The_repository_was_found()
    {
        Assert.NotEmpty(Source);
        Assert.NotEmpty(Pages);
        Assert.NotEmpty(Projects);
    }

    [Fact]
    public void No_file_is_long() => Tidy(CSharp.SelectMany(LengthRules.LongFile));

    [Fact]
    public void Most_files_are_short() => Tidy(LengthRules.Distribution(Source));

    [Fact]
    public void No_method_is_long() => Tidy(CSharp.SelectMany(LengthRules.LongMethods));

    [Fact]
    public void No_line_is_wide() => Tidy(CSharp.SelectMany(LengthRules.LongLines));

    [Fact]
    public void There_are_no_regions() => Tidy(CSharp.SelectMany(WordRules.Regions));

    [Fact]
    public void There_are_no_notes_to_self() => Tidy(CSharp.SelectMany(WordRules.LeftoverNotes));

    [Fact]
    public void Types_are_named_after_what_they_are() => Tidy(CSharp.SelectMany(NameRules.Types));

    [Fact]
    public void Folders_are_named_after_what_is_in_them()
        => Tidy(Repository.Files.SelectMany(NameRules.FolderOf));

    [Fact]
    public void A_warning_is_switched_off_only_with_a_reason()
        => Tidy(CSharp.SelectMany(f => SuppressionRules.Pragmas(f).Concat(SuppressionRules.Attributes(f))));

    [Fact]
    public void No_warning_is_switched_off_for_a_project()
        => Tidy(Projects.Concat(Named(".props")).Concat(Named(".targets")).SelectMany(SuppressionRules.ProjectWide));

    [Fact]
    public void No_stage_sees_another() => Tidy(Source.SelectMany(LayerRules.Stage));

    [Fact]
    public void The_engine_sees_no_web_server() => Tidy(Source.SelectMany(LayerRules.NoWeb));

    [Fact]
    public void Projects_reference_one_way()
        => Tidy(Projects.SelectMany(ProjectRules.References));

    [Fact]
    public void Links_lead_somewhere() => Tidy(Pages.SelectMany(p => LinkRules.Broken(p, Repository.Files)));

    [Fact]
    public void Stage_readmes_are_short() => Tidy(StageReadmes.SelectMany(ReadmeRules.TooLong));

    [Fact]
    public void Stage_readmes_and_the_architecture_name_what_exists()
    {
        var known = new KnownNames(Source);
        var architecture = Repository.File("docs/ARCHITECTURE.md");
        Tidy(StageReadmes.Append(architecture).SelectMany(r => ReadmeRules.UnknownNames(r, known.Contains)));
    }

    [Fact]
    public void The_map_of_the_engine_shows_its_folders()
    {
        var folders = from file in Source
                      let parts = file.Path.Split('/')
                      where parts is ["src", "HmsSync", _, _, ..]
                      select parts[2];
        Tidy(ReadmeRules.FolderMap(Repository.File("src/HmsSync/README.md"), folders.ToHashSet()));
    }

    [Fact]
    public void Invariants_are_cited_where_they_are_kept_and_where_they_are_tried()
    {
        var tests = Repository.CSharp("tests").Where(f => !f.Path.Contains("/Tidy/", StringComparison.Ordinal));
        Tidy(InvariantRules.Check(Repository.File("docs/INVARIANTS.md"), Source, tests));
    }

    [Fact]
    public void Decisions_are_recorded_in_one_form()
        => Tidy(Pages.Where(p => p.Folder == "docs/decisions")
            .SelectMany(p => DecisionRules.Name(p).Concat(DecisionRules.Headings(p))));

    [Fact]
    public void Nothing_names_the_machine_it_was_built_on() => Tidy(Repository.Files.SelectMany(MachineRules.Paths));

    private static IEnumerable<SourceFile> Named(string ending)
        => Repository.Files.Where(f => f.Path.EndsWith(ending, StringComparison.Ordinal));

    private static void Tidy(IEnumerable<string> findings)
        => Assert.True(findings.ToList() is { Count: 0 }, string.Join('\n', findings));
}
