namespace HmsSync.Tests.Changes;

/// <summary>Counts what code allocates once it is warm.</summary>
internal static class Allocations
{
    /// <summary>The fewest bytes of several rounds of 1,000 calls: the runtime's own (a recompiled method) come once.</summary>
    public static long Least(Action code)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 20 && least > 0; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
            {
                code();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
