using HmsSync.EndToEnd.Tests.Fakes;
using HmsSync.EndToEnd.Tests.Processes;

namespace HmsSync.EndToEnd.Tests.Postgres.Load;

/// <summary>The end of a load: everything that was committed goes out, and then the partner holds what the hub holds.</summary>
internal static class Drain
{
    /// <summary>The body of the last record.</summary>
    public const string Last = """{"id":0,"status":"last","n":0}""";

    /// <summary>Commits the last record, and waits until it is all there and nothing is on its way.</summary>
    public static async Task WaitAsync(PostgresServer server, PostgresClinic clinic, CheckingPartner partner, EngineProcess engine)
    {
        await server.Run("INSERT INTO slots VALUES (0, 'last', 0)");
        try
        {
            await Converged.WaitAsync(partner.Log, await clinic.Bodies(), () => clinic.Verb("status", "--json"));
        }
        catch (TimeoutException silence)
        {
            Assert.Fail($"{silence.Message}\n{string.Join('\n', engine.Log)}");
        }
    }
}
