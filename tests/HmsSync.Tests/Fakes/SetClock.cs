namespace HmsSync.Tests.Fakes;

/// <summary>The machine's time, and the machine's timers, with a wall clock that a test sets ahead.</summary>
internal sealed class SetClock : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Volatile.Read(ref _ahead));

    public void Advance(TimeSpan span) => Interlocked.Add(ref _ahead, span.Ticks);
}
