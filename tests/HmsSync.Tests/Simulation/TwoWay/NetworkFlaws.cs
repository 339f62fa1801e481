using HmsSync.Seams;

namespace HmsSync.Tests.Simulation.TwoWay;

/// <summary>How often, of a hundred, something goes wrong on the way; drawn from the seed.</summary>
/// <param name="Lost">A request never arrives.</param>
/// <param name="Refused">The other side answers 500 or 503 and has done nothing.</param>
/// <param name="Swallowed">It was done, and the answer never arrives.</param>
/// <param name="Slow">It takes long.</param>
/// <param name="Doorbells">A doorbell is lost, late or doubled.</param>
internal sealed record NetworkFlaws(int Lost, int Refused, int Swallowed, int Slow, int Doorbells)
{
    public static readonly NetworkFlaws None = new(0, 0, 0, 0, 0);

    public static NetworkFlaws Draw(RandomSource random)
    {
        int Rate(params ReadOnlySpan<int> rates) => rates[random.Next(rates.Length)];
        return new NetworkFlaws(Rate(0, 2, 8), Rate(0, 4, 12), Rate(0, 6, 15), Rate(0, 5, 20), Rate(0, 40, 80));
    }
}
