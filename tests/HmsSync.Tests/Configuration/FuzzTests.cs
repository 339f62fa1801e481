using Xunit;
using FsCheck;
using FsCheck.Fluent;
using HmsSync.Configuration.Reading;

namespace HmsSync.Tests.Configuration;

public sealed class FuzzTests
{
    private static readonly string[] Pieces =
    [
        "hub:", "partners:", "zone:", " ", "\n", "  ", "- ", "{", "}", "[", "]", ",", ":", ": ", "'", "\"", "#", "|",
        ">", "&a", "*a",
        "!", "?", "%", "@", "\t", "${A}", "${", "a", "1", "null", "\\", "é", "\u2028", "\0", "---", "...", "<<", "\r",
    ];

    [Fact]
    public void No_text_makes_the_reader_throw_and_every_fault_has_a_place()
    {
        var texts = Gen.Elements(Pieces).ArrayOf().Select(string.Concat).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true), Prop.ForAll(texts, text =>
        {
            var result = new Workspace().Load(text);
            return (result.Plan is null) == (result.Faults.Count > 0)
                && result.Faults.All(f => f.Place is { Line: > 0, Column: > 0 });
        }));
    }

    [Fact]
    public void No_json_makes_the_reader_throw_and_what_is_not_read_is_told()
    {
        string[] pieces =
        [
            "{", "}", "[", "]", ",", ":", "\"a\"", "\"b\"", "1", "-0.5e3", "null", "true", " ", "\n", "//x",
            "\"\\ud800\"", "\"\\u00e9\"", "0x1", "'",
        ];
        var texts = Gen.Elements(pieces).ArrayOf().Select(string.Concat).ToArbitrary();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithQuietOnSuccess(true), Prop.ForAll(texts, text =>
        {
            var log = new FaultLog();
            var root = JsonReader.Read("m.json", text, log);
            return root is not null || log.Count > 0;
        }));
    }
}
