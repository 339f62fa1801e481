using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Launcher;

public sealed class TestScriptTests
{
    [Fact]
    public async Task It_sums_up_all_projects()
    {
        using var run = new FakeTestRun().Project("A", 3, 0, 1, 0).Project("B", 40, 0, 2, 0);
        Ends(0, "43 passed, 0 failed, 3 skipped", await run.RunAsync());
    }

    [Fact]
    public async Task One_failure_fails_it_and_the_other_projects_still_run()
    {
        using var run = new FakeTestRun().Project("A", 3, 1, 0, 2).Project("B", 40, 0, 0, 0);
        Ends(1, "43 passed, 1 failed, 0 skipped", await run.RunAsync());
    }

    [Fact]
    public async Task A_project_that_crashes_without_a_report_is_a_failure()
    {
        using var run = new FakeTestRun().CrashingProject("A", 134).Project("B", 40, 0, 0, 0);
        Ends(1, "40 passed, 1 failed, 0 skipped", await run.RunAsync());
    }

    [Fact]
    public async Task A_project_that_reports_no_failure_and_still_ends_badly_is_a_failure()
    {
        using var run = new FakeTestRun().Project("A", 3, 0, 0, 7);
        Ends(1, "3 passed, 1 failed, 0 skipped", await run.RunAsync());
    }

    [Fact]
    public async Task A_project_without_a_test_is_a_failure()
    {
        using var run = new FakeTestRun().Project("A", 0, 0, 0, 8).Project("B", 1, 0, 0, 0);
        Ends(1, "1 passed, 1 failed, 0 skipped", await run.RunAsync());
    }

    [Fact]
    public async Task A_filter_reaches_every_project_and_need_not_match_in_all()
    {
        using var run = new FakeTestRun().Project("A", 0, 0, 0, 8).Project("B", 1, 0, 0, 0).Seeds(1).Mutants(1);
        Ends(0, "1 passed, 0 failed, 0 skipped", await run.RunAsync("--filter", "Tidy"));
        Assert.Equal(2, run.Calls.Split("--filter-method *Tidy*").Length - 1);
    }

    [Fact]
    public async Task A_filter_that_matches_nothing_fails_it()
    {
        using var run = new FakeTestRun().Project("A", 0, 0, 0, 8);
        Ends(1, "0 passed, 0 failed, 0 skipped", await run.RunAsync("--filter=Tydi"));
    }

    [Theory]
    [InlineData(0, 0, 0, "5 passed, 0 failed, 0 skipped")]
    [InlineData(0, 1, 1, "4 passed, 1 failed, 0 skipped")]
    [InlineData(3, 0, 1, "4 passed, 1 failed, 0 skipped")]
    public async Task Seeds_and_mutants_count_as_one_test_each(int seeds, int mutants, int code, string lastLine)
    {
        using var run = new FakeTestRun().Project("A", 3, 0, 0, 0).Seeds(seeds).Mutants(mutants);
        Ends(code, lastLine, await run.RunAsync());
    }

    [Fact]
    public async Task A_build_that_fails_is_a_failure()
    {
        using var run = new FakeTestRun().Project("A", 3, 0, 0, 0).BrokenBuild();
        Ends(1, "0 passed, 1 failed, 0 skipped", await run.RunAsync());
    }

    [Fact]
    public async Task What_the_tests_need_is_installed_first()
    {
        using var run = new FakeTestRun().Project("A", 3, 0, 0, 0).WithoutSqlite(packageManagerCode: 0);
        Ends(0, "3 passed, 0 failed, 0 skipped", await run.RunAsync());
        Assert.Equal(
            ["apt-get update", "apt-get install -y --no-install-recommends sqlite3"], run.Calls.Split('\n')[..2]);
    }

    [Fact]
    public async Task What_cannot_be_installed_is_named()
    {
        using var run = new FakeTestRun().Project("A", 3, 0, 0, 0).WithoutSqlite(packageManagerCode: 100);
        var result = await run.RunAsync();
        Ends(1, "0 passed, 1 failed, 0 skipped", result);
        Assert.Contains("sqlite3", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_flag_is_wrong_usage()
    {
        using var run = new FakeTestRun().Project("A", 3, 0, 0, 0);
        Assert.Equal(2, (await run.RunAsync("--fast")).ExitCode);
    }

    private static void Ends(int code, string lastLine, CliRun run)
    {
        Assert.Equal(lastLine, run.Output.Split('\n')[^1]);
        Assert.Equal(code, run.ExitCode);
    }
}
