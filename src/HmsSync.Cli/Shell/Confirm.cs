namespace HmsSync.Cli.Shell;

/// <summary>Asks a person before something that cannot be undone; without one, wants <c>--yes</c>.</summary>
internal static class Confirm
{
    /// <exception cref="CommandFailedException">Nobody can be asked, or the answer is no.</exception>
    public static void OrFail(Call call, bool yes, string question)
    {
        if (yes)
        {
            return;
        }

        if (!call.World.InputIsTerminal)
        {
            throw CommandFailedException.Usage($"{question} Nobody can be asked here: add --yes.");
        }

        call.World.Error.Write($"{question} [y/N] ");
        if (call.World.Input().ReadLine()?.Trim() is not ("y" or "Y" or "yes"))
        {
            throw CommandFailedException.Fault("nothing was done.");
        }
    }
}
