using System.Globalization;
using System.Text;
using HmsSync.Changes;
using Xunit;

namespace HmsSync.Tests.Changes;

public sealed class FieldNamesTests
{
    // Invariant 11
    [Fact]
    public void Every_name_is_itself_also_when_many_share_a_place()
    {
        var names = Enumerable.Range(0, 5_000).Select(i => string.Create(CultureInfo.InvariantCulture, $"field_{i}"))
            .Concat(["", "zoë", "名前", "a", new string('x', 64), new string('x', 65), "A", "\u0000"]).ToList();
        Parallel.ForEach(names.Concat(names), name => Assert.Equal(name, FieldNames.Of(Encoding.UTF8.GetBytes(name))));
    }
}
