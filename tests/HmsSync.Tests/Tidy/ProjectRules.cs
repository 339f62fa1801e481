using System.Xml.Linq;

namespace HmsSync.Tests.Tidy;

/// <summary>What a project may reference: dependencies point one way.</summary>
internal static class ProjectRules
{
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["HmsSync.Sdk"] = [],
        ["HmsSync.Adapters"] = ["HmsSync.Sdk"],
        ["HmsSync"] = ["HmsSync.Sdk"],
        ["HmsSync.Server"] = ["HmsSync", "HmsSync.Sdk"],
        ["HmsSync.Lite"] = ["HmsSync.Server", "HmsSync.Adapters", "HmsSync", "HmsSync.Sdk"],
    };

    /// <summary>Projects that know nothing of the web server.</summary>
    private static readonly string[] WithoutWeb = ["HmsSync.Sdk", "HmsSync.Adapters", "HmsSync"];

    public static IEnumerable<string> References(SourceFile project)
    {
        var name = Path.GetFileNameWithoutExtension(project.Path);
        var items = XDocument.Parse(project.Text).Descendants().ToList();
        var projects = from item in items
                       where item.Name.LocalName == "ProjectReference"
                       let to = Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value.Replace('\\', '/'))
                       let allowed = MayReference.GetValueOrDefault(name)
                       where allowed is not null && !allowed.Contains(to)
                       select $"{project.Path}: references {to}, may reference only [{string.Join(' ', allowed)}]";
        var web = from item in items
                  where item.Name.LocalName is "FrameworkReference" or "PackageReference"
                  where WithoutWeb.Contains(name)
                  where item.Attribute("Include")!.Value.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
                  select $"{project.Path}: references ASP.NET Core, which belongs to HmsSync.Server";
        return projects.Concat(web);
    }
}
