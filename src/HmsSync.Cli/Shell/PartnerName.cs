using HmsSync.Configuration;
using HmsSync.Configuration.Values;

namespace HmsSync.Cli.Shell;

/// <summary>A partner that was named must be one of the configuration's: a typing fault must not look like an empty answer.</summary>
internal static class PartnerName
{
    /// <exception cref="CommandFailedException">There is no such partner.</exception>
    public static string Check(EnginePlan plan, string name)
    {
        var names = plan.Partners.Select(partner => partner.Name.Name).ToList();
        if (names.Contains(name, StringComparer.Ordinal))
        {
            return name;
        }

        var nearest = Nearest.Of(name, names);
        throw CommandFailedException.Usage(
            $"there is no partner '{name}'{(nearest is null ? "" : $"; did you mean '{nearest}'?")} "
            + $"Known: {string.Join(", ", names)}.");
    }

    /// <summary>As <see cref="Check"/>; null stays null.</summary>
    public static string? CheckOptional(EnginePlan plan, string? name) => name is null ? null : Check(plan, name);
}
