namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>One thing that happens in a world; a list of them is a whole run, and can be shortened.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Seed">Decides everything else about it, whatever else happens or does not.</param>
internal readonly record struct Move(MoveKind Kind, ulong Seed)
{
    /// <summary>The engine's or time's own going on; the rest somebody does.</summary>
    public bool IsStep => Kind is MoveKind.Run or MoveKind.Fire;
}

internal enum MoveKind
{
    /// <summary>The engine makes one step, if it has one to make.</summary>
    Run,

    /// <summary>Time goes on to the next timer.</summary>
    Fire,

    /// <summary>People at the hub do something.</summary>
    Hub,

    /// <summary>People at a calendar do something.</summary>
    Calendar,

    /// <summary>The engine is killed, and started again.</summary>
    Crash,

    /// <summary>A calendar goes away, or comes back.</summary>
    Toggle,

    /// <summary>Somebody answers an open conflict.</summary>
    Answer,
}
