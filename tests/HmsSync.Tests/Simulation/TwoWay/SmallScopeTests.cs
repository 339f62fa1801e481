using System.Collections.Concurrent;
using HmsSync.Configuration;
using HmsSync.Resolve;
using Xunit;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>
/// Not drawn but counted out: two replicas, one record, one field, all orders of up to four things that people do and of what the
/// engine does between them ("small scope", Jackson 2006).
/// </summary>
public sealed class SmallScopeTests(ITestOutputHelper output)
{
    private static readonly SmallStep[] Writes = [SmallStep.HubWrites, SmallStep.PartnerWrites];
    private static readonly SmallStep[] All = [.. Writes, SmallStep.HubDeletes, SmallStep.PartnerDeletes];

    /// <summary>What the engine may have come to before the next thing happens.</summary>
    private static readonly SmallStep[][] Between =
    [
        [], [SmallStep.Tells], [SmallStep.Reads], [SmallStep.Tells, SmallStep.Reads], [SmallStep.Reads, SmallStep.Tells],
    ];

    // Invariant 4, Invariant 5, Invariant 6, Invariant 7
    [Fact]
    public void Four_writes_in_any_order_end_well() => EndWell(4, Writes, DeleteRule.UpdateWins);

    // Invariant 4, Invariant 5
    [Fact]
    public void Three_writes_and_deletes_in_any_order_end_well()
    {
        EndWell(3, All, DeleteRule.UpdateWins);
        EndWell(3, All, DeleteRule.DeleteWins);
    }

    private void EndWell(int deeds, SmallStep[] kinds, DeleteRule deletes)
    {
        var (orders, findings) = (0L, new ConcurrentQueue<string>());
        foreach (var winner in new[] { WinnerRule.LatestChange, WinnerRule.EarliestChange, WinnerRule.Hub, WinnerRule.Partner })
        {
            var plan = MergePlan.Of(new ConflictPlan("t") { Rules = [new(["*"], winner)], Deletes = deletes });
            var each = kinds.Length * Between.Length;
            var count = (long)Math.Pow(each, deeds);
            orders += count;
            Parallel.For(0L, count, order =>
            {
                var steps = Steps(order, deeds, kinds).ToList();
                var world = new SmallWorld(plan) { LatestWins = winner == WinnerRule.LatestChange };
                steps.ForEach(world.Do);
                if (world.Judge() is { } finding)
                {
                    findings.Enqueue($"{winner}, {deletes}, {string.Join(' ', steps)}: {finding}");
                }
            });
        }

        output.WriteLine($"{orders} orders");
        Assert.True(findings.IsEmpty, string.Join('\n', findings.OrderBy(f => f.Length).Take(10)));
    }

    /// <summary>The n-th order: each deed and what follows it is one digit.</summary>
    private static IEnumerable<SmallStep> Steps(long order, int deeds, SmallStep[] kinds)
    {
        for (var i = 0; i < deeds; i++)
        {
            var digit = (int)(order % (kinds.Length * Between.Length));
            order /= kinds.Length * Between.Length;
            yield return kinds[digit % kinds.Length];
            foreach (var step in Between[digit / kinds.Length])
            {
                yield return step;
            }
        }
    }
}
