using System.Reflection;

namespace HmsSync.Cli;

/// <summary>Which hms-sync this is.</summary>
internal static class Product
{
    public static string Version { get; }
        = typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";
}
