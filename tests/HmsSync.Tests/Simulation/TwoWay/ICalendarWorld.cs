using HmsSync.Stores.Sqlite;
using HmsSync.Tests.Fakes;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>What a life of the engine needs of the world around it.</summary>
internal interface ICalendarWorld
{
    VirtualTime Time { get; }

    SimFaults Faults { get; }

    CapturedLog Log { get; }

    StorePlace Store { get; }

    KeptConnections Connections { get; }

    NetworkFlaws Network { get; }

    /// <summary>How long it can take until we notice what was written in the hub.</summary>
    TimeSpan Look { get; }

    SimCalendar Calendar(string name);

    void Trace(int what);
}
