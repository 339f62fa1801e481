namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>What one world came to, beside its findings.</summary>
internal sealed class TwoWayCounts
{
    public long Steps { get; set; }

    public int Conflicts { get; set; }

    public int CrashesOpening { get; private set; }

    public int CrashesCatchingUp { get; private set; }

    public int CrashesRunning { get; private set; }

    /// <summary>A life ends: by what it had come to.</summary>
    public void Crashed(TwoWayLife life)
    {
        if (life.Engine is null)
        {
            CrashesOpening++;
        }
        else if (!life.HasCaughtUp)
        {
            CrashesCatchingUp++;
        }
        else
        {
            CrashesRunning++;
        }
    }
}
